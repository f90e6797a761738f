import { type Command, Option } from "commander";
import type { Flags, ParsedCommand } from "./command.ts";

/** Settings that name a data folder and where its bars come from. */
const FOLDER = ["dataDir"];
const FEED = ["dataDir", "feed", "bars", "alpacaFeed"];

/** What the commands about bars are made with. */
export interface DataWords {
  /** Adds a command below `qtc`, or below another one. */
  readonly add: (name: string, summary: string, above?: Command) => Command;
  /** Gives a command the flags of some settings; returns how to read them. */
  readonly settings: (
    command: Command,
    taken: readonly string[],
  ) => () => Flags;
  /** Refuses an empty path. */
  readonly named: (path: string) => string;
  /** `qtc export`, which gets a command below it. */
  readonly exports: Command;
  /** Takes what was asked for. */
  readonly done: (parsed: ParsedCommand) => void;
}

/** Adds the commands about bars of the past. */
export function addDataCommands(words: DataWords): void {
  const { add, settings, named, exports, done } = words;
  const backfill = add("backfill", "fetch bars of the past that are missing");
  ranged(backfill, true);
  const backfillFlags = settings(backfill, FEED);
  backfill.action(() => {
    done({
      ...{ command: "backfill", ...range(backfill) },
      ...own(backfill, "symbols"),
      flags: backfillFlags(),
    });
  });

  const repair = ranged(
    add("repair", "look for gaps and fetch what is missing; accept a price"),
    false,
  ).option("--accept <SYMBOL>", "let a symbol trade again whose price jumped");
  const repairFlags = settings(repair, FEED);
  repair.action(() => {
    done({
      ...{ command: "repair" },
      ...own(repair, "from", "to", "symbols", "accept"),
      flags: repairFlags(),
    });
  });

  const taken = add("import", "take bars from CSV and Parquet files")
    .argument("<path>", "folder or file")
    .option(
      "--map <FIELD=COLUMN,...>",
      "which column holds what, where its name is unusual: symbol=Ticker,time=Begin",
    )
    .option("--skip-bad", "take the good rows of files that have bad ones");
  const importFlags = settings(taken, FOLDER);
  taken.action((path: string) => {
    const { skipBad = false } = taken.opts();
    done({
      ...{ command: "import", path: named(path), skipBad },
      ...own(taken, "map"),
      flags: importFlags(),
    });
  });

  const bars = ranged(add("bars", "write bars as files", exports), true)
    .addOption(
      new Option("--format <FORMAT>", "csv or parquet (default: csv)")
        .choices(["csv", "parquet"]),
    )
    .addOption(
      new Option(
        "--adjustment <KIND>",
        "raw, split, or all with dividends (default: raw)",
      ).choices(["raw", "split", "all"]),
    )
    .option("--output <FOLDER>", "where to (default: ./bars)");
  const barFlags = settings(bars, FOLDER);
  bars.action(() => {
    const { format = "csv", adjustment = "raw", output = "./bars" } = bars
      .opts();
    done({
      ...{ command: "export bars", ...range(bars), format, adjustment },
      ...own(bars, "symbols"),
      output: named(output),
      flags: barFlags(),
    });
  });
}

function ranged(command: Command, isWanted: boolean): Command {
  const day = (flags: string, help: string) =>
    command.addOption(new Option(flags, help).makeOptionMandatory(isWanted));
  const usual = isWanted ? "" : "; without, the last two days";
  day("--from <DATE>", `first day, such as 2026-11-16${usual}`);
  day("--to <DATE>", "last day, itself included");
  return command.option("--symbols <A,B>", "these symbols only");
}

function range(
  command: Command,
): { readonly from: string; readonly to: string } {
  const { from, to } = command.opts();
  return { from, to };
}

/** Returns those of a command's own flags that were given. */
function own(
  command: Command,
  ...names: readonly string[]
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(command.opts()).filter(([name]) => names.includes(name)),
  );
}
