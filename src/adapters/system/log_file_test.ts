import { strict as assert } from "node:assert";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { LogLevel } from "../../ports/log.ts";
import { logFiles, type LogFilesOptions } from "./log_file.ts";

const ALL = "qtc_alpha.log";
const ERRORS = "qtc_alpha_errors.log";

interface Stage {
  readonly folder: string;
  readonly faults: string[];
  read(name: string): string;
  names(): string[];
  open(options?: Partial<LogFilesOptions>): ReturnType<typeof logFiles>;
  advance(ms: number): void;
}

function withFolder(work: (stage: Stage) => void): void {
  const root = Deno.makeTempDirSync();
  const folder = join(root, "data", "logs");
  const faults: string[] = [];
  let now = 0;
  try {
    work({
      folder,
      faults,
      read: (name) => readFileSync(join(folder, name), "utf8"),
      names: () => readdirSync(folder).sort(),
      open: (options = {}) =>
        logFiles({
          ...{ folder, maxBytes: 10, files: 2 },
          onFault: (message) => void faults.push(message),
          now: () => now,
          ...options,
        }),
      advance: (ms) => void (now += ms),
    });
  } finally {
    rmSync(root, { recursive: true });
  }
}

Deno.test("logFiles() keeps every line, and warnings and errors again", () =>
  withFolder(({ open, read, names, faults }) => {
    const files = open({ maxBytes: 1_000 });
    for (const level of ["debug", "info", "warning", "error"] as LogLevel[]) {
      files.write(level, `a ${level}`);
    }
    assert.deepEqual(names(), [ALL, ERRORS]);
    assert.equal(read(ALL), "a debug\na info\na warning\na error\n");
    assert.equal(read(ERRORS), "a warning\na error\n");
    assert.deepEqual(faults, []);
  }));

Deno.test("logFiles() writes nothing before the first line", () =>
  withFolder(({ open, folder }) => {
    open();
    assert.throws(() => readdirSync(folder), { code: "ENOENT" });
  }));

Deno.test("logFiles() sets a file aside before it is too large, and keeps as many as it should", () =>
  withFolder(({ open, read, names }) => {
    const files = open();
    for (const line of ["1234", "5678", "a", "b", "é345678", "c", "d"]) {
      files.write("info", line);
    }
    assert.deepEqual(names(), [ALL, `${ALL}.1`, `${ALL}.2`]);
    // é is two bytes: with its line's end that is nine.
    assert.equal(read(ALL), "c\nd\n");
    assert.equal(read(`${ALL}.1`), "é345678\n");
    assert.equal(read(`${ALL}.2`), "a\nb\n");
  }));

Deno.test("logFiles() knows after a restart how large its files are", () =>
  withFolder(({ open, read }) => {
    open().write("info", "1234567");
    open().write("info", "abc");
    assert.equal(read(ALL), "abc\n");
    assert.equal(read(`${ALL}.1`), "1234567\n");
  }));

Deno.test("logFiles() keeps no old file when none is wanted, and a line that is too long alone", () =>
  withFolder(({ open, read, names }) => {
    const files = open({ files: 0 });
    files.write("info", "1234");
    files.write("info", "x".repeat(100));
    files.write("info", "5");
    assert.deepEqual(names(), [ALL]);
    assert.equal(read(ALL), "5\n");
  }));

Deno.test("logFiles() goes on when a file was taken away", () =>
  withFolder(({ open, read, folder, faults }) => {
    const files = open();
    files.write("info", "1234567");
    rmSync(folder, { recursive: true });
    files.write("info", "8");
    files.write("info", "12345678");
    assert.equal(read(ALL), "12345678\n");
    assert.deepEqual(faults, []);
  }));

Deno.test("logFiles() says once that it cannot write, tries again later, and counts what was lost", () =>
  withFolder(({ open, read, folder, faults, advance }) => {
    mkdirSync(join(folder, ".."), { recursive: true });
    writeFileSync(folder, ""); // where the folder should be
    const files = open({ maxBytes: 1_000 });
    for (const line of ["a", "b"]) files.write("error", line);
    advance(59_999);
    files.write("info", "c");
    advance(1);
    files.write("info", "d");
    assert.equal(faults.length, 1);
    assert.match(faults[0] ?? "", /^Cannot write log files in ".*logs": /);
    rmSync(folder);
    files.write("info", "e");
    advance(60_000);
    files.write("error", "f");
    files.write("info", "g");
    assert.equal(read(ALL), "(5 lines were lost)\nf\ng\n");
    assert.equal(read(ERRORS), "(5 lines were lost)\nf\n");
    assert.equal(faults.length, 1);
  }));

Deno.test("logFiles() may be told of its own fault", () =>
  withFolder(({ open, folder }) => {
    mkdirSync(join(folder, ".."), { recursive: true });
    writeFileSync(folder, "");
    let told = 0;
    const files = open({
      onFault: (message) => {
        told++;
        files.write("error", message);
      },
    });
    files.write("info", "a");
    assert.equal(told, 1);
  }));

Deno.test("logFiles() begins a new line after one that a full disk may have torn", () =>
  withFolder(({ open, read, folder, faults, advance }) => {
    mkdirSync(folder, { recursive: true });
    symlinkSync("/dev/full", join(folder, ALL));
    const files = open({ maxBytes: 1_000 });
    files.write("info", "lost");
    assert.match(faults.join(), /No space left on device/);
    rmSync(join(folder, ALL));
    writeFileSync(join(folder, ALL), "a\nlo");
    advance(60_000);
    files.write("info", "b");
    assert.equal(read(ALL), "a\nlo\n(1 lines were lost)\nb\n");
    assert.equal(faults.length, 1);
  }));
