import { strict as assert } from "node:assert";
import { resolve } from "node:path";
import { fromNumber, type Money } from "../domain/decimal.ts";
import { parseTeamFlags } from "./team_flags.ts";

const OPTIONS = {
  resolvePath: (...paths: string[]) => resolve("/srv", ...paths),
  folderExists: (path: string) => path === "/srv/dir",
  startingCash: fromNumber<Money>(500),
};

Deno.test("parseTeamFlags() reads a team, with its cash or without", () => {
  const teams = parseTeamFlags(
    ["Team A;./dir;strategy:MyStrategy;10000.50", "b; dir ;s:B"],
    OPTIONS,
  );
  assert.deepEqual(teams, [
    {
      id: "team-a",
      name: "Team A",
      folder: "/srv/dir",
      entryPoint: "strategy:MyStrategy",
      run247: false,
      initialCash: 10_000_500_000_000n,
      params: {},
      limits: {},
    },
    {
      id: "b",
      name: "b",
      folder: "/srv/dir",
      entryPoint: "s:B",
      run247: false,
      initialCash: 500_000_000_000n,
      params: {},
      limits: {},
    },
  ]);
});

Deno.test("parseTeamFlags() names every mistake of every team", () => {
  const values = ["A;nope;s:B", "B;dir;s.ts:B;-1", "a;dir;s:B", "!;dir;s:B"];
  assert.throws(() => parseTeamFlags(values, OPTIONS), (error) => {
    assert(error instanceof Error);
    assert.deepEqual(error.message.split("\n  "), [
      'Cannot use --teams "A;nope;s:B": there is no folder "nope"',
      '"B;dir;s.ts:B;-1": the entry point must be a file without its ' +
      "extension and a class, such as strategy:MyStrategy",
      '"B;dir;s.ts:B;-1": the cash must be dollars such as 10000',
      '"a;dir;s:B": the team "a" is there already',
      '"!;dir;s:B": the name must have a letter or a digit',
    ]);
    return true;
  });
});

Deno.test("parseTeamFlags() refuses a team that the registry has", () => {
  assert.throws(
    () => parseTeamFlags(["A;dir;s:B"], OPTIONS, ["a"]),
    /the team "a" is there already/,
  );
});
