import { strict as assert } from "node:assert";
import { settingFlags } from "./setting_flags.ts";
import { SETTINGS } from "./settings.ts";

Deno.test("settingFlags() has every setting once", () => {
  const flags = settingFlags();
  assert.deepEqual(flags.map(({ name }) => name), Object.keys(SETTINGS));
  assert.equal(new Set(flags.map(({ flag }) => flag)).size, flags.length);
});

Deno.test("settingFlags() tells what the help shows", () => {
  const find = (asked: string) =>
    settingFlags().find(({ name }) => name === asked);
  assert.deepEqual(find("port"), {
    name: "port",
    group: "Server",
    help: "port of the API; 0 lets the system choose",
    flag: "--port",
    variable: "QTC_PORT",
    value: "PORT",
    default: "8000",
  });
  assert.equal(find("slots")?.default, "the number of cores");
  assert.equal(find("noApi")?.default, undefined);
  assert.equal(find("teams")?.many, true);
});

Deno.test("settingFlags() gives --live no variable", () => {
  const live = settingFlags().find(({ name }) => name === "live");
  assert.equal(live?.flag, "--live");
  assert.equal(live?.variable, undefined);
});
