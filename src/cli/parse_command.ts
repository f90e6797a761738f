import { Command, CommanderError, Option } from "commander";
import { QtcError } from "../domain/error.ts";
import type { Flags, FlagSpec, ParsedCommand } from "./command.ts";
import { addDataCommands } from "./data_words.ts";
import { addFakeAlpacaCommand } from "./fake_alpaca_words.ts";
import { addStrategyCommands } from "./strategy_words.ts";

/** Columns of the help. */
const HELP_WIDTH = 100;

/** Settings that a command takes; all others belong to the server. */
const FOLDER = ["dataDir"];
const LAKE = ["dataDir", "keepLogsDays"];
const READER = ["dataDir", "host", "port", "trustedProxy", "logLevel"];

const AFTERWORD = `
Variables:
  Each flag has the variable in its brackets. A flag wins over the variable, that over a .env file
  in the working folder. These have no flag:
  ALPACA_API_KEY, ALPACA_API_SECRET   keys; also APCA_API_KEY_ID and APCA_API_SECRET_KEY
  QTC_ALERT_WEBHOOK                   where to tell that trading halts, the feed dies and so on
  ALPACA_PAPER                        false for a live account (default: true)
  APCA_API_BASE_URL                   the broker's address; also ALPACA_BASE_URL
  QTC_ENV                             development, testing or production
  QTC_ADMIN_KEY                       the operator's key; production wants it for --live`;

/**
 * Reads the words after `qtc`. Values stay text: what they may be is the
 * settings' business.
 *
 * @param words Without the program itself
 * @param specs Every flag of the server
 * @throws {QtcError} `invalid` for an unknown flag or command, with the nearest
 *   known one, and for a missing or superfluous word
 */
export function parseCommand(
  words: readonly string[],
  specs: readonly FlagSpec[],
): ParsedCommand {
  let output = "";
  let result: ParsedCommand | undefined;
  const program = build(
    specs,
    (text) => void (output += text),
    (parsed) => void (result = parsed),
  );
  try {
    program.parse(words, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) {
      return { command: "help", text: output.trimEnd() };
    }
    // Commander has no words for "help" of a command that is not there.
    if (error.code === "commander.help") {
      if (words.at(-1) === "help") return parseCommand(["help"], specs);
      const above = program.commands.find((each) => each.name() === words[0]);
      throw unknownCommand(above ?? program, words.at(-1));
    }
    throw wrong(error.message);
  }
  if (result === undefined) throw wrong("nothing was asked for");
  return result;
}

function build(
  specs: readonly FlagSpec[],
  write: (text: string) => void,
  done: (parsed: ParsedCommand) => void,
): Command {
  const program = base("qtc", write)
    .description("Runs a trading competition: without a command, the server.")
    .usage("[flags] | <command>")
    .helpCommand("help [command]", "show this, or the help of a command")
    .enablePositionalOptions()
    .argument("[command]")
    .allowExcessArguments()
    .option("--version", "show version, commit and Deno")
    .addHelpText("after", AFTERWORD);
  program.configureHelp({ visibleArguments: () => [] });
  for (const spec of specs) program.addOption(option(spec));

  program.action((word: string | undefined) => {
    if (word !== undefined) throw unknownCommand(program, word);
    const { version } = program.opts();
    if (version === true) return done({ command: "version" });
    done({ command: "run", flags: given(program, specs) });
  });
  const add = (name: string, summary: string, above = program) => {
    const command = base(name, write).description(summary);
    above.addCommand(command);
    return command;
  };
  add("init", "write a registry and example strategies into a folder")
    .argument("[folder]", "where to", ".")
    .action((folder: string) => {
      refuseFlags(program, specs, "init", []);
      done({ command: "init", folder: named(folder) });
    });
  const settings = (command: Command, taken: readonly string[]) => {
    const own = specs.filter(({ name }) => taken.includes(name));
    for (const spec of own) command.addOption(option(spec));
    return () => {
      const { parent } = command;
      const above = parent && parent !== program ? parent : undefined;
      const name = above ? `${above.name()} ${command.name()}` : command.name();
      refuseFlags(program, specs, name, taken);
      const between = above ? given(above, own) : {};
      return { ...given(program, specs), ...between, ...given(command, own) };
    };
  };
  addFolderCommands(add, settings, done);
  const exports = program.commands.find((each) => each.name() === "export");
  if (exports) addDataCommands({ add, settings, named, exports, done });
  addFakeAlpacaCommand({ add, settings, done });
  const strategy = add("strategy", "write, check and try a strategy");
  addStrategyCommands(strategy, {
    add: (name, summary) => add(name, summary, strategy),
    ...{ settings, named, done },
    unknown: (word) => unknownCommand(strategy, word),
  });
  add("version", "show version, commit and Deno").action(() => {
    refuseFlags(program, specs, "version", []);
    done({ command: "version" });
  });
  return program;
}

/** Adds the commands that work on a data folder. */
function addFolderCommands(
  add: (name: string, summary: string) => Command,
  settings: (command: Command, taken: readonly string[]) => () => Flags,
  done: (parsed: ParsedCommand) => void,
): void {
  const plain = (
    name: "serve" | "export" | "verify",
    taken: readonly string[],
    summary: string,
  ): void => {
    const command = add(name, summary);
    const flags = settings(command, taken);
    command.action(() => done({ command: name, flags: flags() }));
  };
  plain(
    "serve",
    READER,
    "answer from the data that is there, changing nothing",
  );
  plain("export", LAKE, "write all files again from the ledger");
  plain(
    "verify",
    FOLDER,
    "compute books and files again from the ledger and check that all agrees",
  );
  const backup = add(
    "backup",
    "copy ledger, keys, strategies and bars, checked",
  )
    .argument("[folder]", "where to (default: backups in the data folder)");
  const backupFlags = settings(backup, FOLDER);
  backup.action((folder: string | undefined) =>
    done({
      command: "backup",
      ...(folder !== undefined && { folder: named(folder) }),
      flags: backupFlags(),
    })
  );
  const restore = add("restore", "put a backup into a new data folder")
    .argument("<folder>", "the backup");
  const restoreFlags = settings(restore, FOLDER);
  restore.action((folder: string) =>
    done({
      command: "restore",
      folder: named(folder),
      flags: restoreFlags(),
    })
  );
  const reset = add("reset", "start anew, after a backup")
    .option("--keep-teams", "keep keys and strategies")
    .option("--yes", "do not ask");
  const resetFlags = settings(reset, FOLDER);
  reset.action(() => {
    const { keepTeams = false, yes = false } = reset.opts();
    const flags = resetFlags();
    done({ command: "reset", keepTeams, yes, flags });
  });
}

/** An empty text would be taken for the working folder. */
function named(folder: string): string {
  if (folder === "") throw wrong("a folder wants a name, not an empty text");
  return folder;
}

/** Never prints and never exits: that is main's. */
function base(name: string, write: (text: string) => void): Command {
  return new Command(name)
    .exitOverride()
    .configureOutput({
      writeOut: write,
      writeErr: () => {},
      getOutHelpWidth: () => HELP_WIDTH,
      getOutHasColors: () => false,
    })
    .optionsGroup("Flags:")
    .helpOption("-h, --help", "show this");
}

function option(spec: FlagSpec): Option {
  const { flag, value, variable, group, help, many } = spec;
  const usual = spec.default === undefined ? undefined : `: ${spec.default}`;
  const notes = [variable, usual && `default${usual}`].filter(Boolean);
  const text = notes.length > 0 ? `${help} (${notes.join(", ")})` : help;
  const result = new Option(value ? `${flag} <${value}>` : flag, text)
    .helpGroup(`${group}:`);
  if (many) {
    result.argParser((next: string, before: readonly string[] | undefined) => [
      ...(before ?? []),
      next,
    ]);
  }
  return result;
}

/** Returns the flags that were really there, as text. */
function given(command: Command, specs: readonly FlagSpec[]): Flags {
  const flags: Record<string, string | readonly string[]> = {};
  for (const { name, flag } of specs) {
    const key = attribute(flag);
    if (command.getOptionValueSource(key) !== "cli") continue;
    const value: unknown = command.getOptionValue(key);
    if (typeof value === "boolean") flags[name] = "true";
    else flags[name] = value as string | readonly string[];
    const texts = [flags[name] ?? []].flat();
    if (texts.some((text) => text.startsWith("--"))) {
      throw wrong(
        `flag '${flag}' wants a value, not the flag '${texts.at(-1)}'`,
      );
    }
  }
  return flags;
}

/** Commander keeps `--no-api` as a false `api`. */
function attribute(flag: string): string {
  return new Option(flag).attributeName();
}

function refuseFlags(
  program: Command,
  specs: readonly FlagSpec[],
  command: string,
  taken: readonly string[],
): void {
  const flags = given(program, specs);
  const other = specs.find(({ name }) =>
    flags[name] !== undefined && !taken.includes(name)
  );
  if (other) throw wrong(`flag '${other.flag}' is not for qtc ${command}`);
}

/** Lets Commander look for the nearest command. */
function unknownCommand(program: Command, word = ""): QtcError {
  const names = base(program.name(), () => {});
  for (const command of program.commands) names.command(command.name());
  try {
    names.parse(["--", word], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return wrong(error.message);
    throw error;
  }
  return wrong(`unknown command '${word}'`);
}

function wrong(message: string): QtcError {
  const text = message.replace(/^error: /, "").replace(/\s*\n\s*/g, " ")
    .replace(/\.$/, "").replace(/\boption '/, "flag '");
  return new QtcError(
    "invalid",
    `Cannot read command line: ${text}; qtc help shows what there is`,
  );
}
