import { Hono } from "hono";
import type { ApiApp, ApiEnv } from "./env.ts";

/** `GET /healthz`: the process answers; it reads nothing, so that it always does. */
export function opsRoutes(): ApiApp {
  return new Hono<ApiEnv>().get("/healthz", (c) => c.json({ status: "ok" }));
}
