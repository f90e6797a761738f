import { strict as assert } from "node:assert";
import { systemLog, type SystemLogOptions } from "./log.ts";

const START = Date.parse("2026-11-20T14:31:02.345Z");
const STAMP = "2026-11-20T14:31:02Z";

Deno.test("systemLog() writes a line with its facts", () => {
  const { log, text } = recorder();
  log.write("info", "Minute done", { minute: 1, team: "team-alpha", ok: true });
  log.write("warning", "Careful");
  assert.equal(
    text(),
    `${STAMP} info    Minute done minute=1 team=team-alpha ok=true\n` +
      `${STAMP} warning Careful\n`,
  );
});

Deno.test("systemLog() leaves out what is less important than its level", () => {
  const { log, text } = recorder({ level: "warning" });
  log.write("debug", "a");
  log.write("info", "b");
  log.write("error", "c");
  assert.equal(text(), `${STAMP} error   c\n`);
});

Deno.test("systemLog() quotes values and shows control characters", () => {
  const { log, text } = recorder();
  log.write("info", "a\nb\x1b[31m", {
    said: 'x "y"\r\u202e',
    none: "",
    eq: "a=b",
  });
  assert.equal(
    text(),
    `${STAMP} info    a\\nb\\u001b[31m said="x \\"y\\"\\r\\u202e" none="" ` +
      `eq="a=b"\n`,
  );
});

Deno.test("systemLog() cuts a line that is too long", () => {
  const { log, text } = recorder();
  log.write("info", "x".repeat(100_000));
  assert.equal(text().length, 4_000 + "…\n".length);
});

Deno.test("attach() keeps in files what was written before and after, as it stands there", () => {
  const { log, text } = recorder({ level: "info" });
  const kept: string[] = [];
  log.write("debug", "not shown");
  for (let n = 0; n < 300; n++) log.write("info", `a\n${n}`);
  const files = {
    write: (level: string, line: string) => void kept.push(`${level} ${line}`),
  };
  assert.equal(text().split("\n").length, 301);
  log.attach(files);
  assert.equal(kept.length, 200);
  assert.equal(kept[0], `info ${STAMP} info    a\\n0`);
  log.progress("minute 1");
  log.write("error", "b");
  assert.deepEqual(kept.slice(200), [`error ${STAMP} error   b`]);
});

Deno.test("progress() rewrites its line on a terminal, ten times a second", () => {
  const { log, text, advance } = recorder({ columns: () => 12 });
  log.progress("minute 1");
  log.progress("minute 2");
  advance(100);
  log.progress("minute 3 is too long");
  log.progress("minute 4");
  log.endProgress();
  assert.equal(
    text(),
    "\r\x1b[Kminute 1\r\x1b[Kminute 3 is\r\x1b[Kminute 4\n",
  );
});

Deno.test("progress() is written again below a log line", () => {
  const { log, text } = recorder({ columns: () => 80 });
  log.progress("minute 1");
  log.write("info", "Fill");
  log.endProgress();
  log.write("info", "Done");
  assert.equal(
    text(),
    `\r\x1b[Kminute 1\r\x1b[K${STAMP} info    Fill\nminute 1\n` +
      `${STAMP} info    Done\n`,
  );
});

Deno.test("progress() writes plain lines every ten seconds without a terminal", () => {
  const { log, text, advance } = recorder();
  log.progress("minute 1");
  advance(9_999);
  log.progress("minute 2");
  advance(1);
  log.progress("minute 3");
  log.progress("minute 4");
  log.write("info", "Fill");
  log.endProgress();
  const lines = text().split("\n");
  assert.equal(lines.length, 5);
  assert.deepEqual([lines[0], lines[1]], ["minute 1", "minute 3"]);
  assert.match(lines[2] ?? "", /info {4}Fill$/);
  assert.equal(lines[3], "minute 4");
});

Deno.test("endProgress() writes nothing when there was no progress", () => {
  const { log, text } = recorder({ columns: () => 80 });
  log.endProgress();
  assert.equal(text(), "");
});

function recorder(options: Partial<SystemLogOptions> = {}) {
  let written = "";
  let time = START;
  const log = systemLog({
    level: "debug",
    write: (text) => void (written += text),
    now: () => time,
    columns: () => undefined,
    ...options,
  });
  return {
    log,
    text: () => written,
    advance: (ms: number) => void (time += ms),
  };
}

Deno.test("systemLog() writes a failed request by its route", () => {
  const lines: string[] = [];
  const write = (text: string) => void lines.push(text);
  const log = systemLog({ level: "error", write, now: () => 0 });
  const route = "/line/:key";
  const error = new Error("no disk");
  log.failure({ requestId: "r-1", method: "GET", route, error });
  assert.match(lines.join(""), /GET \/line\/:key: no disk requestId=r-1\n$/);
});
