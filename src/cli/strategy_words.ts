import { type Command, Option } from "commander";
import type { QtcError } from "../domain/error.ts";
import type {
  Flags,
  ParsedCommand,
  StrategyCommand,
  StrategyTrial,
} from "./command.ts";

/** Settings that each command takes. */
const CHECKED = [
  ...["symbols", "universe"],
  ...["strategyTimeoutMs", "strategyMemoryMb", "window"],
];
const TRIED = [...CHECKED, "seed", "at"];
const FOLDER = ["dataDir"];

/** What the commands of a strategy are made with. */
export interface StrategyWords {
  /** Adds a command below `qtc strategy`. */
  readonly add: (name: string, summary: string) => Command;
  /** Gives a command the flags of some settings; returns how to read them. */
  readonly settings: (
    command: Command,
    taken: readonly string[],
  ) => () => Flags;
  /** Refuses an empty path. */
  readonly named: (folder: string) => string;
  /** Returns the error of a word that is no command. */
  readonly unknown: (word: string) => QtcError;
  /** Takes what was asked for. */
  readonly done: (parsed: ParsedCommand) => void;
}

/** Adds the commands of the authors' kit below `qtc strategy`. */
export function addStrategyCommands(
  strategy: Command,
  words: StrategyWords,
): void {
  const { add, settings, named, unknown, done } = words;
  strategy.usage("<command>").helpCommand("help [command]", "show this")
    .argument("[command]").allowExcessArguments()
    .configureHelp({ visibleArguments: () => [] })
    .action((word: string | undefined) => {
      if (word !== undefined) throw unknown(word);
      strategy.help();
    });
  const fresh = add("new", "write a strategy to start from, with its test")
    .argument("<folder>", "where to");
  const nothing = settings(fresh, []);
  fresh.action((folder: string) => {
    nothing();
    done({ command: "strategy", word: "new", folder: named(folder) });
  });
  addTrial(words, "check", "say whether the server would take it");
  addTrial(words, "run", "run it in its sandbox and a simulated market");
  addTrial(words, "watch", "check and run it again whenever it is saved");
  const team = (name: "versions" | "rollback", summary: string) =>
    add(name, summary).argument("<team>", "the team's id");
  const versions = team("versions", "list what a team has run");
  const versionFlags = settings(versions, FOLDER);
  versions.action((teamId: string) =>
    done({
      ...{ command: "strategy", word: "versions", teamId },
      flags: versionFlags(),
    })
  );
  const rollback = team("rollback", "let a team run an earlier version again")
    .argument("<version>", "the beginning of its hash, or latest");
  const rollbackFlags = settings(rollback, FOLDER);
  rollback.action((teamId: string, version: string) =>
    done({
      ...{ command: "strategy", word: "rollback", teamId, version },
      flags: rollbackFlags(),
    })
  );
}

/** Adds a command that looks at a strategy on this machine. */
function addTrial(
  { add, settings, named, done }: StrategyWords,
  word: StrategyTrial["word"],
  summary: string,
): void {
  const command = add(word, summary)
    .argument("<path>", "folder, file or ZIP of the strategy");
  const own = (flags: string, help: string) =>
    command.addOption(new Option(flags, help));
  own(
    "--entry <FILE:CLASS>",
    "its file and class, such as strategy:MyStrategy (default: the only " +
      "exported class with generate_signal)",
  );
  own(
    "--params <JSON>",
    'what its constructor gets: JSON such as {"rows":5}, or a file of it',
  );
  if (word !== "check") {
    own("--cash <DOLLARS>", "what it starts with (default: 10000)");
    const usual = word === "run" ? 30 : 5;
    own("--minutes <N>", `minutes to call it (default: ${usual})`);
  }
  if (word !== "watch") own("--json", "one JSON value instead of this text");
  const flags = settings(command, word === "check" ? CHECKED : TRIED);
  command.action((path: string) => {
    const { json = false, ...given } = ownOptions(command);
    const trial: StrategyCommand = {
      ...{ command: "strategy", word, path: named(path), json },
      ...given,
      flags: flags(),
    };
    done(trial);
  });
}

/** What {@linkcode addTrial} adds by itself, as far as it was given. */
function ownOptions(
  command: Command,
): Partial<
  Pick<StrategyTrial, "entry" | "params" | "cash" | "minutes" | "json">
> {
  const names = ["entry", "params", "cash", "minutes", "json"];
  return Object.fromEntries(
    Object.entries(command.opts()).filter(([name]) => names.includes(name)),
  );
}
