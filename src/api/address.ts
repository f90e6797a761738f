/**
 * Returns who asks: the peer, or, when the peer is a trusted proxy, the
 * right-most foreign hop of `X-Forwarded-For`. Everything left of that hop is
 * the caller's own claim.
 *
 * @param peer Address of the connection's other end
 * @param forwarded `X-Forwarded-For`, if there is one
 * @param trusted Addresses of proxies, as the connection shows them
 */
export function clientAddress(
  peer: string,
  forwarded: string | undefined,
  trusted: readonly string[],
): string {
  const proxies = trusted.map(plain);
  let address = plain(peer);
  for (const hop of (forwarded ?? "").split(",").reverse()) {
    if (!proxies.includes(address)) return address;
    // A proxy that names nobody stands for itself.
    address = plain(hop) || address;
  }
  return address;
}

/** Most characters of an address: IPv6 with a zone. */
const ADDRESS_MAX = 64;

/** Returns one spelling: no port, no brackets, no IPv4 inside IPv6. */
function plain(address: string): string {
  return address.trim().toLowerCase()
    .replace(/^\[([^\]]*)\](:\d+)?$/, "$1")
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1")
    .replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, "")
    .slice(0, ADDRESS_MAX);
}
