import { strict as assert } from "node:assert";
import { listen, shownUrl } from "./http.ts";

Deno.test("listen() answers a probe at once, and everything else with 503", async () => {
  const server = listen("127.0.0.1", 0);
  try {
    assert.match(server.url, /^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
    const probe = await fetch(`${server.url}/healthz`);
    assert.equal(probe.status, 200);
    assert.deepEqual(await probe.json(), { status: "ok" });
    for (const path of ["/", "/api/v1/leaderboard", "/healthz/x"]) {
      const early = await fetch(server.url + path);
      assert.equal(early.status, 503);
      assert.equal(early.headers.get("Retry-After"), "1");
      assert.deepEqual(await early.json(), {
        detail: "The server is starting; try again in a second",
      });
    }
  } finally {
    await server.close();
  }
});

Deno.test("answerWith() takes over all requests, and says where they come from", async () => {
  const server = listen("127.0.0.1", 0);
  try {
    server.answerWith(async (request, { remoteAddr }) => {
      const { pathname } = new URL(request.url);
      await Promise.resolve();
      return new Response(`${pathname} from ${remoteAddr.hostname}`);
    });
    for (const path of ["/healthz", "/other"]) {
      const response = await fetch(server.url + path);
      assert.equal(response.status, 200);
      assert.equal(await response.text(), `${path} from 127.0.0.1`);
    }
  } finally {
    await server.close();
  }
});

Deno.test("listen() says that another program has the port", async () => {
  const server = listen("127.0.0.1", 0);
  try {
    const port = Number(new URL(server.url).port);
    assert.throws(() => listen("127.0.0.1", port), {
      code: "unavailable",
      message: `Cannot listen on 127.0.0.1 port ${port}: another program is ` +
        "using it; choose another --port",
    });
    const probe = await fetch(`${server.url}/healthz`);
    assert.deepEqual(await probe.json(), { status: "ok" });
    await server.close();
    await listen("127.0.0.1", port).close();
  } finally {
    await server.close();
  }
});

Deno.test("listen() says which address cannot be had", () => {
  // Reserved for documentation: no machine has it. Source: RFC 5737.
  assert.throws(() => listen("203.0.113.1", 0), {
    code: "unavailable",
    message: /^Cannot listen on 203\.0\.113\.1 port 0: /,
  });
});

Deno.test("shownUrl() is one that can be opened", () => {
  assert.equal(shownUrl("127.0.0.1", 80), "http://127.0.0.1:80");
  assert.equal(shownUrl("0.0.0.0", 8000), "http://localhost:8000");
  assert.equal(shownUrl("::", 8000), "http://localhost:8000");
  assert.equal(shownUrl("::1", 8000), "http://[::1]:8000");
});

Deno.test("close() waits for the answers under way, then lets nobody in", async () => {
  const server = listen("127.0.0.1", 0);
  const entered = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<Response>();
  server.answerWith(() => {
    entered.resolve();
    return answer.promise;
  });
  const response = fetch(server.url).then((response) => response.text());
  await entered.promise;
  let isClosed = false;
  const closed = server.close().then(() => void (isClosed = true));
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(isClosed, false);
  answer.resolve(new Response("whole"));
  assert.equal(await response, "whole");
  await closed;
  await assert.rejects(fetch(server.url));
});

Deno.test("close() ends within its bound while a stream is open", async () => {
  const server = listen("127.0.0.1", 0);
  server.answerWith(() =>
    new Response(
      new ReadableStream({
        start: (stream) => stream.enqueue(new TextEncoder().encode("data")),
      }),
    )
  );
  const { body } = await fetch(server.url);
  const reader = body?.getReader();
  await reader?.read();
  const before = performance.now();
  await server.close();
  const tookMs = performance.now() - before;
  assert(tookMs > 1_900 && tookMs < 3_000, `${tookMs} ms`);
  await reader?.cancel(); // the server's end of it goes with it
  await server.close();
});
