/** Wrong keys that an address may send within a window. */
export const WRONG_KEYS_MAX = 10;
/** Length of the window, from the first wrong key on, milliseconds. */
export const WINDOW_MS = 60_000;
/** Addresses remembered; beyond that the one that began longest ago is forgotten. */
const ADDRESSES_MAX = 10_000;

/** Counts wrong keys by address. */
export interface WrongKeys {
  /**
   * Counts one more.
   *
   * @returns When the address may be wrong again, Unix milliseconds; `undefined`
   * while it still may
   */
  count(address: string): number | undefined;
}

/**
 * Returns a counter that has seen no wrong key.
 *
 * @param now Returns the current time, Unix milliseconds
 */
export function wrongKeys(now: () => number): WrongKeys {
  const windows = new Map<string, { count: number; readonly until: number }>();
  return {
    count(address) {
      const time = now();
      let window = windows.get(address);
      if (!window || window.until <= time) {
        // Deleted first, so that the map's order is the order of beginnings.
        windows.delete(address);
        window = { count: 0, until: time + WINDOW_MS };
        windows.set(address, window);
        forgetOldest(windows);
      }
      window.count = Math.min(window.count + 1, WRONG_KEYS_MAX + 1);
      return window.count > WRONG_KEYS_MAX ? window.until : undefined;
    },
  };
}

function forgetOldest(windows: Map<string, unknown>): void {
  if (windows.size <= ADDRESSES_MAX) return;
  for (const address of windows.keys()) {
    windows.delete(address);
    return;
  }
}
