/** How much room there is; measured, not booked. */
export interface DiskView {
  /** `low`: operators should act; `full`: the next write may fail. */
  readonly state: "ok" | "low" | "full";
  /** Bytes that this program may still write. */
  readonly freeBytes: number;
  /** Bytes of everything in the data folder. */
  readonly usedBytes: number;
  /** What a day of the competition adds, bytes; absent while too little is known. */
  readonly bytesPerDay?: number;
  /** Days of the competition until nothing is free; absent while too little is known. */
  readonly daysLeft?: number;
}
