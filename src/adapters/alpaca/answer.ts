import {
  AlpacaError,
  type AlpacaErrorFacts,
  type AlpacaReason,
} from "./alpaca_error.ts";

/** Most of a refusal that is read, bytes, and kept of its words, characters. */
const REFUSAL_BYTES = 65_536;
const SAID_MAX = 200;

/**
 * Reads the JSON of an answer, counting while it comes.
 *
 * @param maxBytes Largest answer, unpacked
 * @throws {AlpacaError} `too_large`, `not_json`
 */
export async function readAnswer(
  answer: Response,
  what: string,
  maxBytes: number,
): Promise<unknown> {
  const text = await readText(answer, maxBytes);
  if (text === undefined) throw new AlpacaError({ what, reason: "too_large" });
  try {
    return JSON.parse(text);
  } catch {
    // What a parser says has a piece of the text in it.
    const { status } = answer;
    throw new AlpacaError({ what, reason: "not_json", status });
  }
}

/** Says why an answer that is not 2xx was given. */
export async function readRefusal(
  answer: Response,
  what: string,
): Promise<AlpacaErrorFacts> {
  const { status } = answer;
  if (answer.type === "opaqueredirect" || status >= 300 && status < 400) {
    await answer.body?.cancel();
    return { what, reason: "redirect", status };
  }
  const envelope = readEnvelope(await readText(answer, REFUSAL_BYTES) ?? "");
  const reason = reasonFor(status, envelope.said ?? "");
  return { what, reason, status, ...envelope };
}

function reasonFor(status: number, said: string): AlpacaReason {
  if (status === 401) return "bad_keys";
  if (status === 403) {
    return /\bSIP\b|subscription/i.test(said)
      ? "sip_not_permitted"
      : "bad_keys";
  }
  if (status === 404) return "not_found";
  if (status === 429) return "rate_limited";
  if (status >= 500 || status === 408 || status === 425) return "server_error";
  return "refused";
}

/** Alpaca answers `{code, message}`, what stands before it anything. */
function readEnvelope(text: string): { code?: number; said?: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return {};
  }
  if (typeof value !== "object" || value === null) return {};
  const { code, message } = value as Record<string, unknown>;
  return {
    ...(typeof code === "number" && { code }),
    ...(typeof message === "string" && { said: message.slice(0, SAID_MAX) }),
  };
}

/** Returns the text of a body, or `undefined` when it is longer than that. */
async function readText(
  { body }: Response,
  maxBytes: number,
): Promise<string | undefined> {
  if (!body) return "";
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  // Leaving the loop cancels the body.
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) return undefined;
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  parts.push(decoder.decode());
  return parts.join("");
}
