import { z } from "zod";

/** Kinds of messages that can be subscribed to. */
export const CHANNELS = [
  "trades",
  "quotes",
  "bars",
  "updatedBars",
  "dailyBars",
  "statuses",
  "lulds",
  "corrections",
  "cancelErrors",
] as const;

/** A kind of messages that can be subscribed to. */
export type Channel = typeof CHANNELS[number];

const SYMBOLS = z.array(z.string().max(20)).max(10_000).optional();

/** What a client of a bars socket may say; what else it says is ignored. */
export const CLIENT_MESSAGE = z.discriminatedUnion("action", [
  z.object({
    action: z.literal("auth"),
    key: z.string(),
    secret: z.string(),
  }),
  z.object({
    action: z.enum(["subscribe", "unsubscribe"]),
    ...Object.fromEntries(CHANNELS.map((name) => [name, SYMBOLS])) as Record<
      Channel,
      typeof SYMBOLS
    >,
  }),
]);

/** What a client of a bars socket has said. */
export type ClientMessage = z.infer<typeof CLIENT_MESSAGE>;

/** What one client wants to get. */
export interface Subscriptions {
  /** Adds or takes away what a message says. */
  change(
    action: "subscribe" | "unsubscribe",
    lists: Readonly<Partial<Record<Channel, readonly string[] | undefined>>>,
  ): void;
  /** Says whether messages of a kind about a symbol are wanted. */
  has(channel: Channel, symbol: string): boolean;
  /** How many symbols a kind has; `*` is one. */
  count(channel: Channel): number;
  /** Returns everything, as the server repeats it. */
  all(): Readonly<Record<string, readonly string[]>>;
}

/** Returns no subscriptions. */
export function noSubscriptions(): Subscriptions {
  const sets = new Map(
    CHANNELS.map((name) => [name, new Set<string>()] as const),
  );
  const of = (channel: Channel) => sets.get(channel) ?? new Set<string>();
  return {
    change(action, lists) {
      for (const channel of CHANNELS) {
        for (const symbol of lists[channel] ?? []) {
          if (action === "subscribe") of(channel).add(symbol);
          else of(channel).delete(symbol);
        }
      }
    },
    has: (channel, symbol) => of(channel).has("*") || of(channel).has(symbol),
    count: (channel) => of(channel).size,
    all: () =>
      Object.fromEntries(CHANNELS.map((name) => [name, [...of(name)]])),
  };
}
