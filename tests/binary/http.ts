/**
 * What a server answers, over a real socket.
 *
 * @module
 */

import { strict as assert } from "node:assert";
import { waitFor } from "./qtc.ts";

/** Longest that an answer may take, milliseconds. */
const ANSWER_MAX_MS = 10_000;

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // deno-lint-ignore no-explicit-any -- whatever the route has
  readonly json: any;
}

/** A row of the leaderboard. */
export interface BoardRow {
  // deno-lint-ignore camelcase -- the contract
  readonly team_id: string;
  // deno-lint-ignore camelcase -- the contract
  readonly portfolio_value: number | null;
}

/** Asks for a path. */
export async function get(
  url: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = "GET",
): Promise<Answer> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), ANSWER_MAX_MS);
  try {
    const response = await fetch(`${url}${path}`, {
      headers,
      method,
      signal: late.signal,
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson && text !== "" ? JSON.parse(text) : undefined,
    };
  } finally {
    clearTimeout(timer);
  }
}

/** Returns the leaderboard; waits while the server says that it is starting. */
export async function leaderboard(url: string): Promise<BoardRow[]> {
  const answer = await waitFor("a leaderboard", async () => {
    const answer = await get(url, "/api/v1/leaderboard");
    return answer.status !== 503 && answer;
  });
  assert.equal(answer.status, 200, answer.text);
  return answer.json.leaderboard;
}

/** Waits until the ledger has so many events at least; returns the status. */
export async function ledgerReaches(
  url: string,
  length: number,
  maxMs?: number,
): Promise<Answer["json"]> {
  return await waitFor(`${length} events`, async () => {
    const { json, status } = await get(url, "/api/v1/status");
    return status === 200 && json.ledger.length >= length && json;
  }, maxMs);
}
