import type { ApiMiddleware } from "./env.ts";
import { problem } from "./errors.ts";

const READING: readonly string[] = ["GET", "HEAD", "OPTIONS"];

/** Answers 503 to every method that could change something. */
export const readOnlyGate: ApiMiddleware = async (c, next) => {
  if (READING.includes(c.req.method)) return await next();
  return problem(
    c,
    "unavailable",
    "This server is read-only: it shows data that is there and changes " +
      "nothing; ask the server that runs the competition",
  );
};
