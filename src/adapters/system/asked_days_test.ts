import { strict as assert } from "node:assert";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askedDays } from "./asked_days.ts";

Deno.test("askedDays() remembers what one source was asked for, whoever asks again", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "qtc-asked-"));
  try {
    const first = askedDays(dataDir, "alpaca iex");
    assert.equal(first.has("A", "2026-11-20"), false);
    first.add(["B", "A"], "2026-11-20");
    first.add(["C"], "2026-11-19");
    first.add(["C"], "2026-11-20");
    const second = askedDays(dataDir, "alpaca iex");
    assert(second.has("A", "2026-11-20") && second.has("C", "2026-11-19"));
    assert.equal(second.has("A", "2026-11-19"), false);
    assert.equal(
      askedDays(dataDir, "alpaca sip").has("A", "2026-11-20"),
      false,
    );
    const path = join(dataDir, "runtime", "backfill.json");
    assert.equal(
      readFileSync(path, "utf8"),
      '{"source":"alpaca iex","days":{"2026-11-19":["C"],"2026-11-20":["A","B","C"]}}\n',
    );
    const old = '{"source":"alpaca","days":{"2026-11-20":["A"]}}';
    const wrong = '{"source":"alpaca iex","days":7}';
    for (const text of ["", "null", "[]", old, wrong]) {
      writeFileSync(path, text);
      assert.equal(
        askedDays(dataDir, "alpaca iex").has("A", "2026-11-20"),
        false,
      );
    }
  } finally {
    rmSync(dataDir, { recursive: true });
  }
});
