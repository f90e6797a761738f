/**
 * Registries and strategies that tests make.
 *
 * @module
 */

import { join } from "node:path";

/** Sources by strategy folder, and what each of them is good for. */
export const SOURCES = {
  /** Wants nothing. */
  quiet: `export class MyStrategy {
  generate_signal() {
    return null;
  }
}
`,
  /** Buys a share of the first symbol, sells it in the next minute, and so on; says which version it is. */
  trader: `import type { Bars, Prices, Team } from "qtc";

const VERSION = "v1";

export class MyStrategy {
  generate_signal(team: Team, bars: Bars, prices: Prices) {
    const symbol = Object.keys(bars).sort()[0];
    const price = symbol && prices[symbol];
    if (!symbol || !price || team.open_orders.length > 0) return null;
    const held = team.positions[symbol]?.quantity ?? 0;
    return held > 0
      ? { symbol, action: "sell", quantity: held, price, reason: VERSION }
      : { symbol, action: "buy", quantity: 1, price, reason: VERSION };
  }
}
`,
  /** Throws in its line 5, from its second minute on: before that it is taken. */
  thrower: `export class MyStrategy {
  generate_signal(team) {
    const trouble = "no luck today";
    if (team.state?.isTaken) {
      throw new RangeError(trouble);
    }
    team.state = { isTaken: true };
    return null;
  }
}
`,
  /** Walks from the call sites of a stack to the host, and from there to a file: `SECRET`. */
  escaper: `export class MyStrategy {
  generate_signal() {
    let host;
    let sites = [];
    const hook = (_, given) => (sites = given, "");
    for (const set of [
      () => Error.prepareStackTrace = hook,
      () => globalThis.Error = { prepareStackTrace: hook },
    ]) {
      try { set(); } catch { /* refused */ }
      try { null.x; } catch (error) { error.stack; }
    }
    for (let each = sites[0]; each; each = Object.getPrototypeOf(each)) host = each;
    console.log("sites", sites.length, "host", typeof host, "self", typeof globalThis.self);
    return null;
  }
}
`,
  /** Never answers in the first hours of a session; its dry run is in the evening. */
  spinner: `export class MyStrategy {
  generate_signal() {
    while (new Date().getUTCHours() < 18);
    return null;
  }
}
`,
} as const;

/** Name of a strategy in {@linkcode SOURCES}. */
export type SourceName = keyof typeof SOURCES;

/** Writes a registry, `teams.yaml`, with the strategies beside it; returns its name. */
export async function writeTeams(
  folder: string,
  teams: Readonly<Record<string, SourceName>>,
): Promise<string> {
  for (const [team, source] of Object.entries(teams)) {
    await writeStrategy(folder, team, SOURCES[source]);
  }
  await writeRegistry(folder, Object.keys(teams));
  return "teams.yaml";
}

/** Writes one team's strategy. */
export async function writeStrategy(
  folder: string,
  team: string,
  text: string,
): Promise<void> {
  await Deno.mkdir(join(folder, team), { recursive: true });
  await Deno.writeTextFile(join(folder, team, "strategy.ts"), text);
}

/** Writes the registry alone; each team's strategy is in the folder of its name. */
export async function writeRegistry(
  folder: string,
  teams: readonly string[],
): Promise<void> {
  const lines = teams.map((team) =>
    `  - team_id: ${team}\n    repo_dir: ./${team}\n` +
    "    entry_point: strategy:MyStrategy\n    initial_cash: 10000\n"
  );
  await Deno.writeTextFile(
    join(folder, "teams.yaml"),
    `teams:\n${lines.join("")}`,
  );
}
