import type { TradingSocket } from "./trading_half.ts";

/**
 * Accepts a WebSocket.
 *
 * @param cut Ends its connection without a word
 * @param connect Takes it once it is open
 * @returns What answers the request
 */
export function openSocket(
  request: Request,
  cut: () => void,
  connect: (socket: TradingSocket) => void,
): Response {
  const { socket, response } = Deno.upgradeWebSocket(request, {
    // Nobody pings: a client that is gone is seen by its connection.
    idleTimeout: 0,
  });
  socket.binaryType = "arraybuffer";
  const isOpen = () => socket.readyState === WebSocket.OPEN;
  const shown: TradingSocket = {
    send: (message) => void (isOpen() && socket.send(message)),
    close: (code, reason) => void (isOpen() && socket.close(code, reason)),
    cut,
    buffered: () => socket.bufferedAmount,
    onMessage: () => {},
    onClose: () => {},
  };
  socket.onopen = () => connect(shown);
  socket.onmessage = ({ data }) =>
    shown.onMessage(
      typeof data === "string" ? data : new TextDecoder().decode(data),
    );
  let isClosed = false;
  const close = () => {
    if (isClosed) return;
    isClosed = true;
    shown.onClose();
  };
  socket.onclose = close;
  socket.onerror = close;
  return response;
}
