/** What stood on the command line, by the name of the setting. */
export type Flags = Readonly<Record<string, string | readonly string[]>>;

/** What the words after `qtc` ask for. */
export type ParsedCommand =
  | { readonly command: "run"; readonly flags: Flags }
  | { readonly command: "init"; readonly folder: string }
  | {
    readonly command: "serve" | "export" | "verify";
    readonly flags: Flags;
  }
  | {
    readonly command: "backup";
    /** Where to; absent for a new one below the data folder. */
    readonly folder?: string;
    readonly flags: Flags;
  }
  | {
    readonly command: "restore";
    /** Where from. */
    readonly folder: string;
    readonly flags: Flags;
  }
  | {
    readonly command: "reset";
    /** Keys and strategies stay. */
    readonly keepTeams: boolean;
    /** Nobody is asked. */
    readonly yes: boolean;
    readonly flags: Flags;
  }
  | StrategyCommand
  | DataCommand
  | FakeAlpacaCommand
  | { readonly command: "version" }
  | { readonly command: "help"; readonly text: string };

/** What is asked for about bars of the past. Days are `YYYY-MM-DD`, as they were written. */
export type DataCommand =
  | {
    readonly command: "backfill";
    readonly from: string;
    readonly to: string;
    /** With commas between; absent: all. */
    readonly symbols?: string;
    readonly flags: Flags;
  }
  | {
    readonly command: "repair";
    readonly from?: string;
    readonly to?: string;
    readonly symbols?: string;
    /** A symbol that may trade again. */
    readonly accept?: string;
    readonly flags: Flags;
  }
  | {
    readonly command: "import";
    /** Folder or file. */
    readonly path: string;
    /** `symbol=Ticker,time=Begin`. */
    readonly map?: string;
    /** Good rows are taken though there are bad ones. */
    readonly skipBad: boolean;
    readonly flags: Flags;
  }
  | {
    readonly command: "export bars";
    readonly from: string;
    readonly to: string;
    readonly symbols?: string;
    readonly format: "csv" | "parquet";
    readonly adjustment: "raw" | "split" | "all";
    /** The folder. */
    readonly output: string;
    readonly flags: Flags;
  };

/** A made-up Alpaca to rehearse against; every value as it was written. */
export interface FakeAlpacaCommand {
  readonly command: "fake-alpaca";
  readonly host?: string;
  readonly port?: string;
  readonly bars?: string;
  readonly symbols?: string;
  readonly seed?: string;
  readonly at?: string;
  readonly speed?: string;
  readonly key?: string;
  readonly secretFile?: string;
  readonly cash?: string;
  readonly actions?: string;
  readonly latency?: string;
}

/** What the words after `qtc strategy` ask for. */
export type StrategyCommand =
  | {
    readonly command: "strategy";
    readonly word: "new";
    readonly folder: string;
  }
  | StrategyTrial
  | {
    readonly command: "strategy";
    readonly word: "versions";
    readonly teamId: string;
    readonly flags: Flags;
  }
  | {
    readonly command: "strategy";
    readonly word: "rollback";
    readonly teamId: string;
    /** As it was written: a hash or its beginning. */
    readonly version: string;
    readonly flags: Flags;
  };

/** A strategy on this machine, to be looked at as the server would. */
export interface StrategyTrial {
  readonly command: "strategy";
  readonly word: "check" | "run" | "watch";
  /** Folder, file or ZIP. */
  readonly path: string;
  /** `strategy:MyStrategy`; absent: the only class that fits. */
  readonly entry?: string;
  /** JSON text, or the path of a file that holds it. */
  readonly params?: string;
  /** Dollars. */
  readonly cash?: string;
  readonly minutes?: string;
  /** One JSON value instead of lines for people. */
  readonly json: boolean;
  readonly flags: Flags;
}

/** One flag, as the table of the settings has it. */
export interface FlagSpec {
  /** Key of the value in {@linkcode Flags}. */
  readonly name: string;
  /** With its two hyphens: `--data-dir`. */
  readonly flag: string;
  /** The variable that does the same; absent when there is none. */
  readonly variable?: string;
  /** What stands after the flag; absent for a switch. */
  readonly value?: string;
  /** Heading in the help. */
  readonly group: string;
  /** One line for the help. */
  readonly help: string;
  /** What holds when nothing is set, for the help. */
  readonly default?: string;
  /** May be given several times. */
  readonly many?: boolean;
}

/** What a command says, line by line. */
export type Print = (line: string) => void;
