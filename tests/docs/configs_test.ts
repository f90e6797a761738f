import { strict as assert } from "node:assert";
import { join } from "node:path";
import { alertBody } from "../../src/adapters/webhook/alert_body.ts";
import { parseCommand } from "../../src/cli/parse_command.ts";
import { parseConfig, parseDotEnv } from "../../src/config/config.ts";
import { parseRegistry } from "../../src/config/registry_file.ts";
import { readAlertWebhook } from "../../src/config/alerts.ts";
import { settingFlags } from "../../src/config/setting_flags.ts";
import type { Alert } from "../../src/domain/alert.ts";
import { KEY_PATTERN } from "../../src/api/auth.ts";
import { run, tempFolder } from "../binary/qtc.ts";
import { duckAll } from "../duckdb/duck.ts";
import { type Block, blocksOf, PAGES, pageText } from "./page.ts";

const pages = PAGES.filter((page) => page !== "strategies/README.md");

Deno.test("registries on pages are registries", () => {
  const blocks = written("yaml");
  assert.ok(blocks.length > 0);
  for (const { place, text } of blocks) {
    const { teams } = parseRegistry(text, place, {
      resolvePath: (...paths) => paths.join("/"),
      folderExists: () => true,
      startingCash: parseConfig({ flags: {}, env: {}, cores: 1 }).startingCash,
    });
    assert.ok(teams.length > 0);
  }
});

Deno.test("JSON on pages is JSON, and what it says is so", () => {
  for (const { place, text } of written("json")) {
    const value: Readonly<Record<string, string>> = JSON.parse(text);
    if ("kind" in value) {
      const { mode = "", competition = "", at = "", ...alert } = value;
      const notice = { ...alert, at: Date.parse(at) } as unknown as Alert;
      const body = alertBody(notice, "json", { mode, competition });
      assert.deepEqual(value, JSON.parse(body), place);
    } else {
      const isKey = new RegExp(`^${KEY_PATTERN}$`);
      for (const key of Object.values(value)) assert.match(key, isKey, place);
    }
  }
});

Deno.test("docs/operations.md says how bodies for Slack and Discord begin", () => {
  const page = pageText("docs/operations.md");
  const alert: Alert = { kind: "disk", state: "raised", message: "m", at: 0 };
  for (const format of ["slack", "discord"] as const) {
    const body = alertBody(alert, format, { mode: "SIMULATED" });
    const [name] = Object.keys(JSON.parse(body));
    assert.ok(page.includes(`{"${name}": …}`), `${format}: ${name}`);
  }
});

Deno.test("the unit starts what is there, restarts what may, and lets strategies run", () => {
  const [unit, ...others] = written("ini");
  assert.ok(unit && others.length === 0);
  const lines = new Map(
    [...unit.text.matchAll(/^(\w+)=(.*)$/gm)]
      .map(([, key = "", value = ""]) => [key, value]),
  );
  const wanted: Readonly<Record<string, string>> = {
    Type: "simple",
    Restart: "on-failure",
    RestartPreventExitStatus: "2",
    KillSignal: "SIGTERM",
    KillMode: "mixed",
    TimeoutStopSec: "40",
    OOMPolicy: "continue",
    NoNewPrivileges: "yes",
    ProtectSystem: "strict",
    PrivateTmp: "yes",
  };
  for (const [key, value] of Object.entries(wanted)) {
    assert.equal(lines.get(key), value, key);
  }
  const [program = "", ...words] = (lines.get("ExecStart") ?? "").split(" ");
  const parsed = parseCommand(words, settingFlags());
  assert.ok(parsed.command === "run");
  const config = parseConfig({ flags: parsed.flags, env: {}, cores: 1 });
  const folder = lines.get("WorkingDirectory") ?? "";
  assert.equal(program, join(folder, "qtc"));
  assert.equal(lines.get("ReadWritePaths"), join(folder, config.dataDir));
  assert.equal(config.host, "127.0.0.1");
  assert.deepEqual(config.trustedProxy, ["127.0.0.1"]);
  const harmful =
    /^(MemoryDenyWriteExecute|LimitAS|LimitNPROC|LimitDATA|TasksMax|ProcSubset|ProtectProc|CPUQuota|SystemCallFilter|Restrict\w+|PrivateNetwork|DynamicUser)$/;
  for (const key of lines.keys()) assert.doesNotMatch(key, harmful);
});

Deno.test("files of variables on pages can be read", () => {
  const settings = new Set(settingFlags().map(({ variable }) => variable));
  for (const { place, text } of written("env")) {
    const { QTC_ALERT_WEBHOOK, ...others } = parseDotEnv(text);
    assert.ok(readAlertWebhook({ QTC_ALERT_WEBHOOK }), place);
    for (const name of Object.keys(others)) {
      assert.ok(settings.has(name), `${place}: there is no ${name}`);
    }
  }
});

Deno.test("proxies on pages pass on to where QTC listens, and buffer nothing", () => {
  const { port } = parseConfig({ flags: {}, env: {}, cores: 1 });
  const [nginx, caddy] = [written("nginx")[0], written("caddy")[0]];
  assert.ok(nginx && caddy);
  assert.ok(nginx.text.includes(`proxy_pass http://127.0.0.1:${port};`));
  assert.match(nginx.text, /proxy_buffering off;/);
  assert.match(nginx.text, /X-Forwarded-For \$proxy_add_x_forwarded_for;/);
  assert.ok(caddy.text.includes(`reverse_proxy 127.0.0.1:${port} {`));
  assert.match(caddy.text, /flush_interval -1/);
});

Deno.test("lines of cron on pages run commands that are there", () => {
  for (const { place, text } of written("cron")) {
    for (const [, words = ""] of text.matchAll(/\.\/qtc ([^&|;]*)/g)) {
      const parsed = parseCommand(words.trim().split(" "), settingFlags());
      assert.notEqual(parsed.command, "run", place);
    }
  }
});

Deno.test("DuckDB runs the queries on pages over a folder that QTC wrote", async () => {
  await using folder = await tempFolder();
  const options = { cwd: folder.path };
  await run(["init"], options);
  const registry = join(folder.path, "team_registry.yaml");
  const text = await Deno.readTextFile(registry);
  // One team has something to complain about.
  const strict = text.replace(
    "max_orders_per_day: 300",
    "max_order_notional: 1",
  );
  assert.notEqual(strict, text);
  await Deno.writeTextFile(registry, strict);
  const { code, stderr } = await run([
    ...["--registry", "team_registry.yaml", "--no-api", "--speed", "max"],
    // The last hour of a session, the end of the day, the first minutes of the next.
    ...["--at", "2026-11-18T20:00:00Z", "--duration", "250"],
  ], options);
  assert.equal(code, 0, stderr);
  const queries = written("sql").map(({ place, text }) => {
    const query = text.replaceAll("'data/", `'${folder.path}/data/`);
    assert.notEqual(query, text, `${place}: it reads nothing of ours`);
    return query;
  });
  const answers = await duckAll(queries);
  answers.forEach((rows, index) =>
    assert.ok(rows.length > 0, `${queries[index]}: it finds nothing`)
  );
});

/** Returns the blocks of a language. */
function written(language: string): Block[] {
  return pages.flatMap((page) => blocksOf(page))
    .filter((block) => block.language === language);
}
