import { strict as assert } from "node:assert";
import { parseCommand } from "./parse_command.ts";

Deno.test("qtc fake-alpaca takes its own flags as text", () => {
  assert.deepEqual(parseCommand(["fake-alpaca"], []), {
    command: "fake-alpaca",
  });
  const words = [
    ...["fake-alpaca", "--port", "0", "--bars", "bars", "--speed", "60"],
    ...["--at", "2013-10-07", "--secret-file", "s", "--latency", "off"],
  ];
  assert.deepEqual(parseCommand(words, []), {
    ...{ command: "fake-alpaca", port: "0", bars: "bars", speed: "60" },
    ...{ at: "2013-10-07", secretFile: "s", latency: "off" },
  });
});

Deno.test("qtc fake-alpaca refuses other flags and words", () => {
  assert.throws(() => parseCommand(["fake-alpaca", "--spede", "1"], []), {
    code: "invalid",
    message: /--spede/,
  });
  assert.throws(() => parseCommand(["fake-alpaca", "now"], []), {
    code: "invalid",
  });
});

Deno.test("qtc help fake-alpaca names flags and variables", () => {
  const parsed = parseCommand(["help", "fake-alpaca"], []);
  assert(parsed.command === "help");
  for (const word of ["--secret-file", "--actions", "FAKE_ALPACA_KEY"]) {
    assert(parsed.text.includes(word), word);
  }
});
