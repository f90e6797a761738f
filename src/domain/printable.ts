/**
 * Returns a text in which control characters, line separators and those that
 * turn the direction of text are visible: a team's words must not forge lines
 * or colours.
 */
export function printable(text: string): string {
  return text.replace(
    // deno-lint-ignore no-control-regex -- they are what is looked for
    /[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (sign) =>
      ({ "\n": "\\n", "\r": "\\r", "\t": "\\t" })[sign] ??
        `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
