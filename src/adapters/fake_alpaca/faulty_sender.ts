import type { TradingSocket } from "./trading_half.ts";
import type { World } from "./world.ts";

/** One message of a bars socket. */
export type BarsMessage = Readonly<Record<string, unknown>>;

/** Returns what sends frames of data over a socket, with whatever goes wrong. */
export function faultySender(
  { faults }: Pick<World, "faults">,
  socket: TradingSocket,
  path: string,
): (messages: readonly BarsMessage[]) => void {
  let isMute = false;
  let held: readonly BarsMessage[] | undefined;
  const place = { path };
  const write = (messages: readonly BarsMessage[]): void => {
    const text = JSON.stringify(messages);
    socket.send(
      faults.take("stream_binary", place)
        ? new TextEncoder().encode(text)
        : text,
    );
  };
  return (messages) => {
    isMute ||= faults.take("stream_mute", place) !== undefined;
    if (isMute) return;
    if (faults.take("stream_drop", place)) {
      return socket.close(1001, "going away");
    }
    if (faults.take("stream_cut", place)) return socket.cut();
    if (faults.take("stream_unknown_event", place)) {
      write([{ T: "zz", S: "AAPL", of: "a kind that nobody knows" }]);
    }
    const sent = faults.take("stream_extra_fields", place)
      ? messages.map((each) => ({ ...each, zz: { a: [1, null] }, yy: "new" }))
      : messages;
    if (!held && faults.take("stream_reorder", place)) {
      held = sent;
      return;
    }
    write(sent);
    if (faults.take("stream_duplicate", place)) write(sent);
    if (held) write(held);
    held = undefined;
  };
}
