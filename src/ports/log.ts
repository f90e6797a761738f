/** How important a line is. */
export type LogLevel = "debug" | "info" | "warning" | "error";

/** Where the program says what it does, for the operator. */
export interface Log {
  /** Writes one line with its facts. Never throws, never a secret. */
  write(
    level: LogLevel,
    message: string,
    facts?: Readonly<Record<string, string | number | boolean>>,
  ): void;
}
