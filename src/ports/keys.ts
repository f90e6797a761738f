/** The teams' API keys. */
export interface Keys {
  /** Makes a key for each team that has none; existing ones stay as they are. */
  ensure(teamIds: readonly string[]): void;
  /** Returns the team whose key this is, compared in constant time. */
  teamOf(key: string): string | undefined;
}
