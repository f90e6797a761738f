import { strict as assert } from "node:assert";
import { ALERT_KINDS } from "../../domain/alert.ts";
import { FakeClock } from "../../testing/fake_clock.ts";
import {
  alertOf,
  HandClock,
  type Hook,
  hook,
  linesLog,
  rest,
  START,
  until,
} from "./fixture_test.ts";
import { webhookAlerts, type WebhookOptions } from "./webhook.ts";

const MINUTE = 60_000;

function started(
  server: Pick<Hook, "url">,
  options: Partial<WebhookOptions> = {},
) {
  const log = linesLog();
  const wall = new HandClock();
  const alerts = webhookAlerts({
    ...{ url: server.url, kinds: ALERT_KINDS, mode: "SIMULATED", wall, log },
    ...options,
  });
  return { alerts, log, wall };
}

/** What arrived: kind, subject and state of each. */
function told({ got }: Hook): string[] {
  return got.map(({ text }) => {
    const { kind, subject, state, message } = JSON.parse(text);
    return kind === "held_back" ? message : `${kind} ${subject} ${state}`;
  });
}

Deno.test("webhookAlerts() tells what is wanted", async () => {
  await using server = hook(new HandClock());
  const { alerts, log } = started(server, { competition: "Cup" });
  alerts.send(alertOf());
  await until(() => server.got.length === 1);
  assert.deepEqual(told(server), ["quarantine alpha raised"]);
  assert.equal(JSON.parse(server.got[0]?.text ?? "").competition, "Cup");
  await alerts.close(1_000);
  assert.deepEqual(log.lines, []);
});

Deno.test("webhookAlerts() tells nothing that is not wanted", async () => {
  await using server = hook(new HandClock());
  const { url } = server;
  const some = started({ url }, { kinds: ["halt", "feed"] });
  const none = started({ url }, { kinds: [] });
  const log = linesLog();
  const nowhere = webhookAlerts({
    ...{ kinds: ALERT_KINDS, mode: "LIVE", wall: new HandClock(), log },
  });
  for (const { alerts } of [some, none, { alerts: nowhere }]) {
    for (const kind of ["quarantine", "disk", "invariant"] as const) {
      alerts.send(alertOf({ kind }));
    }
  }
  none.alerts.send(alertOf({ kind: "halt" }));
  nowhere.send(alertOf({ kind: "halt" }));
  for (const { alerts } of [some, none, { alerts: nowhere }]) {
    await alerts.close(1_000);
  }
  await rest();
  assert.deepEqual(server.got, []);
});

Deno.test("webhookAlerts() writes as the setting says, else as the host does", async () => {
  await using server = hook(new HandClock());
  for (const format of ["slack", "discord", undefined] as const) {
    const { alerts } = started(server, format ? { format } : {});
    alerts.send(alertOf());
    await alerts.close(1_000);
  }
  const keys = server.got.map(({ text }) => Object.keys(JSON.parse(text))[0]);
  assert.deepEqual(keys, ["text", "content", "kind"]);
});

Deno.test("send() begins nothing before its caller has gone on", async () => {
  await using server = hook(new HandClock());
  let asked = 0;
  const wall = new HandClock();
  const now = wall.now.bind(wall);
  wall.now = () => (asked++, now());
  const { alerts } = started(server, { wall });
  for (let n = 0; n < 10_000; n++) {
    alerts.send(alertOf({ subject: `team-${n}` }));
  }
  assert.equal(asked, 0);
  await until(() => server.got.length > 0);
  await alerts.close(0);
});

Deno.test("send() is bounded under a flood: 10 an hour and one line; others pass", async () => {
  await using server = hook(new HandClock());
  const { alerts, wall } = started(server);
  for (let n = 0; n < 10_000; n++) {
    alerts.send(alertOf({ subject: `team-${n}` }));
  }
  await until(() => server.got.length === 11);
  assert.equal(told(server).at(-1), "9990 more alerts are held back");
  alerts.send(alertOf({ kind: "disk", subject: "late" }));
  await until(() => server.got.length === 12);
  assert.equal(told(server).at(-1), "disk late raised");
  wall.advance(59 * MINUTE);
  await rest();
  assert.equal(server.got.length, 12);
  wall.advance(MINUTE);
  await until(() => server.got.length === 23);
  await alerts.close(1_000);
});

Deno.test("send() tells the last state of what flaps when ten minutes are over", async () => {
  await using server = hook(new HandClock());
  const { alerts, wall } = started(server);
  alerts.send(alertOf());
  await until(() => server.got.length === 1);
  for (let n = 0; n < 5; n++) {
    alerts.send(alertOf({ state: "cleared", message: "alpha is back" }));
    if (n < 4) alerts.send(alertOf({ message: `alpha is out ${n}` }));
    await rest();
  }
  wall.advance(10 * MINUTE - 1);
  await rest();
  assert.equal(server.got.length, 1);
  wall.advance(1);
  await until(() => server.got.length === 2);
  assert.equal(told(server)[1], "quarantine alpha cleared");
  await alerts.close(1_000);
});

Deno.test("send() tells another thing while one waits", async () => {
  await using server = hook(new HandClock());
  const { alerts } = started(server);
  alerts.send(alertOf());
  await until(() => server.got.length === 1);
  alerts.send(alertOf({ state: "cleared", message: "alpha is back" }));
  await rest();
  alerts.send(alertOf({ kind: "halt" }));
  await until(() => server.got.length === 2);
  assert.equal(told(server)[1], "halt alpha raised");
  await alerts.close(1_000);
});

Deno.test("send() dates the line about what is held back as the alerts are", async () => {
  await using server = hook(new HandClock());
  const { alerts } = started(server);
  const at = Date.parse("2020-01-02T03:04:00Z");
  for (let n = 0; n < 11; n++) alerts.send(alertOf({ subject: `t${n}`, at }));
  await until(() => server.got.length === 11);
  const { kind, at: said } = JSON.parse(server.got.at(-1)?.text ?? "");
  assert.deepEqual([kind, said], ["held_back", "2020-01-02T03:04:00.000Z"]);
  await alerts.close(1_000);
});

Deno.test("webhookAlerts() notes what has arrived, and nothing else", async () => {
  const bad = [404];
  await using server = hook(
    new HandClock(),
    () => new Response("", { status: bad.shift() ?? 200 }),
  );
  const noted: string[] = [];
  const { alerts, wall } = started(server, {
    kinds: ["disk", "halt"],
    onTold: ({ kind, state, toldAt }) =>
      void noted.push(`${kind} ${state} ${toldAt - Date.parse(START)}`),
  });
  for (const kind of ["disk", "halt", "feed"] as const) {
    alerts.send(alertOf({ kind }));
  }
  await until(() => noted.length === 1);
  assert.deepEqual(noted, ["disk raised 0"]);
  await rest();
  wall.advance(10 * MINUTE);
  await until(() => noted.length === 2);
  assert.equal(noted[1], `halt raised ${10 * MINUTE}`);
  await alerts.close(1_000);
});

Deno.test("webhookAlerts() tells within ten minutes nothing again after a restart", async () => {
  await using server = hook(new HandClock());
  const toldAt = Date.parse(START) - 4 * MINUTE;
  const before = [{ ...alertOf(), toldAt }];
  const { alerts, wall } = started(server, { told: before });
  alerts.send(alertOf());
  alerts.send(alertOf({ state: "cleared", message: "alpha is back" }));
  await rest();
  assert.equal(server.got.length, 0);
  wall.advance(6 * MINUTE);
  await until(() => server.got.length === 1);
  assert.deepEqual(told(server), ["quarantine alpha cleared"]);
  await alerts.close(1_000);
});

Deno.test("send() says in the log what could not be sent, without the address, goes on, and tries it again", async () => {
  const wall = new FakeClock(START);
  const bad = [404, 500, 500, 500, 500, 500];
  await using server = hook(
    wall,
    () => new Response("", { status: bad.shift() ?? 200 }),
  );
  const { alerts, log } = started(server, { wall });
  for (const subject of ["a", "b", "c"]) alerts.send(alertOf({ subject }));
  await until(() => server.got.length === 9);
  assert.deepEqual(told(server).slice(-3), [
    "quarantine c raised",
    "quarantine a raised",
    "quarantine b raised",
  ]);
  const { host } = new URL(server.url);
  const facts = (subject: string) => {
    const { kind, state, message } = alertOf();
    return JSON.stringify({ host, kind, state, subject, message });
  };
  assert.deepEqual(log.lines, [
    `error Cannot send an alert: it answered 404 ${facts("a")}`,
    `error Cannot send an alert: it answered 500, 5 times ${facts("b")}`,
  ]);
  await alerts.close(1_000);
});

Deno.test("webhookAlerts() never logs the address when nobody listens", async () => {
  const wall = new FakeClock(START);
  const server = hook(wall);
  await server[Symbol.asyncDispose]();
  const { alerts, log } = started(server, { wall });
  alerts.send(alertOf());
  await until(() => log.lines.length > 0);
  assert.doesNotMatch(log.lines.join(), /s3cr3t|T0/);
  await alerts.close(1_000);
});

Deno.test("close() sends what is left, the last state of what flaps included", async () => {
  await using server = hook(new HandClock());
  const { alerts, log } = started(server);
  alerts.send(alertOf());
  await until(() => server.got.length === 1);
  alerts.send(alertOf({ state: "cleared", message: "alpha is back" }));
  alerts.send(alertOf({ subject: "beta" }));
  await alerts.close(1_000);
  assert.deepEqual(told(server).sort(), [
    "quarantine alpha cleared",
    "quarantine alpha raised",
    "quarantine beta raised",
  ]);
  alerts.send(alertOf({ subject: "gamma" }));
  await rest();
  assert.equal(server.got.length, 3);
  assert.deepEqual(log.lines, []);
});

Deno.test("close() waits no longer than it may, and says what was not sent", async () => {
  const answer = Promise.withResolvers<Response>();
  await using server = hook(new HandClock(), () => answer.promise);
  const { alerts, wall, log } = started(server);
  for (const subject of ["a", "b", "c"]) alerts.send(alertOf({ subject }));
  await until(() => server.got.length === 1);
  const closed = alerts.close(2_000);
  await rest();
  wall.advance(2_000);
  await closed;
  const said = log.lines.join("\n");
  assert.match(said, /warning 3 alerts were not sent/);
  for (const subject of ["a", "b", "c"]) {
    assert.match(said, new RegExp(`QTC ends .*"subject":"${subject}"`));
  }
  assert.equal(log.lines.length, 4);
  answer.resolve(new Response());
});

Deno.test("close() does not try again and again what fails", async () => {
  await using server = hook(
    new HandClock(),
    () => new Response("", { status: 404 }),
  );
  const { alerts, log } = started(server);
  alerts.send(alertOf());
  await until(() => log.lines.length === 1);
  await alerts.close(60_000);
  assert.equal(server.got.length, 1);
  assert.match(log.lines.at(-1) ?? "", /1 alerts were not sent/);
});

Deno.test("close() does not wait for the hour to be over", async () => {
  await using server = hook(new HandClock());
  const { alerts, log } = started(server);
  for (let n = 0; n < 30; n++) alerts.send(alertOf({ subject: `t${n}` }));
  await until(() => server.got.length === 11);
  await alerts.close(60_000);
  assert.match(log.lines.join("\n"), /20 alerts were not sent/);
});
