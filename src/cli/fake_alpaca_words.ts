import { type Command, Option } from "commander";
import type { FakeAlpacaCommand, Flags, ParsedCommand } from "./command.ts";

/** What the command is made with. */
export interface FakeAlpacaWords {
  /** Adds a command below `qtc`. */
  readonly add: (name: string, summary: string) => Command;
  /** Gives a command the flags of some settings; returns how to read them. */
  readonly settings: (
    command: Command,
    taken: readonly string[],
  ) => () => Flags;
  /** Takes what was asked for. */
  readonly done: (parsed: ParsedCommand) => void;
}

const AFTERWORD = `
Variables:
  FAKE_ALPACA_KEY, FAKE_ALPACA_SECRET   the keys that it takes (default: PKFAKE and fake)
  FAKE_ALPACA_CONTROL_SECRET            what its control API wants (default: a new one each time)`;

/** Each flag, what stands after it, and a line for the help. */
const FLAGS: readonly (readonly [string, string, string])[] = [
  ["--host", "HOST", "loopback address to listen on (default: 127.0.0.1)"],
  ["--port", "N", "port to listen on; 0 chooses one (default: 0)"],
  ["--bars", "FOLDER", "recorded bars, CSV files, instead of simulated ones"],
  ["--symbols", "A,B", "symbols of the simulated bars"],
  ["--seed", "N", "seed of everything simulated (default: 1)"],
  [
    "--at",
    "TIME",
    "where its clock starts: a date, a time with its offset, or now (default: " +
    "two minutes before the first recorded session, or before the last one)",
  ],
  ["--speed", "N", "minutes a minute, at most 60 (default: 1)"],
  ["--key", "KEY", "the key that it takes (FAKE_ALPACA_KEY)"],
  ["--secret-file", "FILE", "file with the secret that it takes"],
  ["--cash", "DOLLARS", "what the account starts with (default: 100000)"],
  ["--actions", "FILE", "CSV file of splits and dividends"],
  ["--latency", "on|off", "whether answers take their time (default: on)"],
];

/** Adds the command of the rehearsal stage. */
export function addFakeAlpacaCommand(
  { add, settings, done }: FakeAlpacaWords,
): void {
  const command = add(
    "fake-alpaca",
    "serve a made-up Alpaca on this machine, for rehearsals",
  ).addHelpText("after", AFTERWORD);
  for (const [flag, value, help] of FLAGS) {
    command.addOption(new Option(`${flag} <${value}>`, help));
  }
  const nothing = settings(command, []);
  command.action(() => {
    nothing();
    const given = command.opts<Omit<FakeAlpacaCommand, "command">>();
    done({ command: "fake-alpaca", ...given });
  });
}
