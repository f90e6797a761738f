import { strict as assert } from "node:assert";
import { strategyPacker } from "./bundle.ts";
import { strategyDryRun } from "./dry_run.ts";
import { OPEN, universe, wall } from "./fixtures_test.ts";
import { type Intake, type IntakeSource, strategyIntake } from "./intake.ts";
import { launchers } from "./launch.ts";

/** An intake under these limits. */
export function intakeWith(timeoutMs: number, memoryMb = 400): Intake {
  return strategyIntake({
    packer: strategyPacker({ launch: launchers(false).packer, wall }),
    dryRun: strategyDryRun({
      launch: launchers(false).host,
      wall,
      instruments: universe("AAPL", "MSFT", "BTC"),
      at: () => OPEN,
      timeoutMs,
      memoryMb,
    }),
  });
}

/** A strategy in `strategy.ts`, and other files. */
export function source(
  text: string,
  more: Readonly<Record<string, string>> = {},
): IntakeSource {
  return {
    files: { "strategy.ts": text, ...more },
    entryPoint: "strategy:MyStrategy",
    params: {},
  };
}

/** A strategy whose minute, in line 2, is this. */
export function minute(body: string): IntakeSource {
  return source(`export class MyStrategy {
  generate_signal(team, bars, prices) { ${body} }
}`);
}

/** A strategy that buys AAPL, but for these fields. */
export function signal(fields: string): IntakeSource {
  return minute(
    `return { symbol: "AAPL", action: "buy", quantity: 1, price: 9, ${fields} };`,
  );
}

/** What is wrong, the strategy, type and message of its fault, and the place. */
export type Wrong = readonly [
  string,
  IntakeSource,
  string,
  RegExp,
  RegExp | string,
];

/** Checks that each is refused, and with which words. */
export async function assertRefused(all: readonly Wrong[]): Promise<void> {
  const verdicts = await intakeWith(5_000).packAll(all.map(([, each]) => each));
  const told = all.map(([what, , type, message, place], index) => {
    const fault = verdicts[index]!;
    if (!("type" in fault)) return `${what}: was taken`;
    const [, text = fault.message, at = ""] =
      /^([^]*) \((\S+:\d+:\d+)\)(?:, and \d+ more)?$/.exec(fault.message) ?? [];
    const isRight = fault.type === type && message.test(text) &&
      (typeof place === "string" ? at === place : place.test(at));
    return isRight ? "" : `${what}: ${fault.type}: ${fault.message}`;
  });
  assert.deepEqual(told.filter((each) => each !== ""), []);
}
