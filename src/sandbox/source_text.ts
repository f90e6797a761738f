import { QtcError } from "../domain/error.ts";

/** Characters that change the direction of text: what one sees is not what runs. */
const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069]/;

/**
 * Returns the text of a source file, without a byte order mark.
 *
 * @param path Its path inside the package, for the message
 * @throws {QtcError} `invalid` when it is not UTF-8, or has NUL bytes or
 * characters that change the direction of text
 */
export function decodeSource(path: string, bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (
    (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  ) {
    throw refusal(path, "it is UTF-16 text; save it as UTF-8");
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw refusal(path, "it is not UTF-8 text; save it as UTF-8", cause);
  }
  const nul = text.indexOf("\0");
  if (nul >= 0) {
    const place = placeIn(path, text, nul);
    throw refusal(path, `it has NUL bytes; save it as UTF-8 text (${place})`);
  }
  const turn = text.search(DIRECTIONS);
  if (turn >= 0) {
    const code = text.charCodeAt(turn).toString(16).toUpperCase();
    throw refusal(
      path,
      `U+${code} turns the direction of text, so that code looks like other ` +
        `code; remove it, or write \\u${code} (${placeIn(path, text, turn)})`,
    );
  }
  return text;
}

/** Returns `file:line:column` of an offset, both from 1; lines end as in JavaScript. */
function placeIn(path: string, text: string, offset: number): string {
  const lines = text.slice(0, offset).split(/\r\n|[\n\r\u2028\u2029]/);
  return `${path}:${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}

function refusal(path: string, state: string, cause?: unknown): QtcError {
  return new QtcError("invalid", `Cannot read "${path}": ${state}`, { cause });
}
