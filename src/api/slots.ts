/** Why there is no slot: all are taken, or all that one address may have. */
export type SlotRefusal = "full" | "address";

/** How many streams may be open. */
export interface SlotLimits {
  readonly total: number;
  readonly perAddress: number;
}

/** A bounded number of things that stay open, by address. */
export interface Slots {
  /** Takes a slot; the function that comes back frees it, once. */
  take(address: string): (() => void) | SlotRefusal;
}

/** Returns slots that are all free. */
export function slots({ total, perAddress }: SlotLimits): Slots {
  const taken = new Map<string, number>();
  let sum = 0;
  return {
    take(address) {
      const own = taken.get(address) ?? 0;
      if (own >= perAddress) return "address";
      if (sum >= total) return "full";
      sum++;
      taken.set(address, own + 1);
      let isFree = false;
      return () => {
        if (isFree) return;
        isFree = true;
        sum--;
        const left = (taken.get(address) ?? 0) - 1;
        if (left > 0) taken.set(address, left);
        else taken.delete(address);
      };
    },
  };
}
