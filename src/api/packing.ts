/** How an answer can be packed. */
export type Packing = "gzip" | "br";

/** Best first: gzip is the quickest to make. */
const PACKINGS: readonly Packing[] = ["gzip", "br"];

/**
 * Returns how an answer may be packed for whoever sent this header,
 * `undefined` when not at all. Nothing that is long may be left to the server
 * itself: it packs on the engine's thread, by brotli for more than a second.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
 */
export function packingOf(acceptEncoding = ""): Packing | undefined {
  const accepted = new Map<string, boolean>();
  for (const each of acceptEncoding.toLowerCase().split(",")) {
    const [name = "", ...rest] = each.split(";").map((part) => part.trim());
    accepted.set(name, !rest.some((part) => /^q=0(\.0*)?$/.test(part)));
  }
  return PACKINGS.find((name) => accepted.get(name) ?? accepted.get("*"));
}
