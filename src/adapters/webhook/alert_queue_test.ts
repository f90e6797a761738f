import { strict as assert } from "node:assert";
import type { Alert } from "../../domain/alert.ts";
import { random } from "../../domain/random.ts";
import { type AlertQueue, alertQueue, type Turn } from "./alert_queue.ts";
import { alertOf } from "./fixture_test.ts";

const MINUTE = 60_000;
const raised = alertOf();
const cleared = alertOf({ state: "cleared", message: "alpha is back" });

function sent(turn: Turn | undefined): Alert {
  assert.equal(turn?.kind, "send");
  return (turn as { alert: Alert }).alert;
}

/** Takes the next turn and says that it arrived. */
function send(queue: AlertQueue, now: number): Alert {
  const alert = sent(queue.next(now, false));
  queue.told(alert);
  return alert;
}

Deno.test("next() is nothing when nothing waits", () => {
  assert.equal(alertQueue().next(0, false), undefined);
});

Deno.test("next() sends about one thing once in ten minutes, then its last state", () => {
  const queue = alertQueue();
  queue.add(raised);
  assert.equal(send(queue, 0), raised);
  queue.add(cleared);
  assert.deepEqual(queue.next(1, false), { kind: "wait", until: 10 * MINUTE });
  queue.add(alertOf({ message: "alpha is out again" }));
  const last = { ...cleared, at: 5 };
  queue.add(last);
  assert.equal(queue.size, 1);
  assert.equal(queue.next(10 * MINUTE - 1, false)?.kind, "wait");
  assert.equal(send(queue, 10 * MINUTE), last);
  assert.equal(queue.size, 0);
});

Deno.test("next() sends nothing when what flapped is as it was told", () => {
  const queue = alertQueue();
  queue.add(raised);
  send(queue, 0);
  queue.add(cleared);
  queue.add(alertOf({ at: 9 }));
  assert.equal(queue.next(10 * MINUTE, false), undefined);
});

Deno.test("told() drops what waits and says the same; what did not arrive is said again", () => {
  const queue = alertQueue();
  queue.add(raised);
  const first = sent(queue.next(0, false));
  queue.add(alertOf({ at: 9 }));
  queue.told(first);
  assert.equal(queue.size, 0);

  const failing = alertQueue();
  failing.add(raised);
  sent(failing.next(0, false));
  failing.add(alertOf({ at: 9 }));
  assert.equal(failing.next(1, false)?.kind, "wait");
  assert.equal(sent(failing.next(10 * MINUTE, false)).at, 9);
});

Deno.test("failed() takes an alert back for ten minutes later, and its last state wins", () => {
  const queue = alertQueue();
  queue.add(raised);
  queue.failed(sent(queue.next(0, false)));
  assert.equal(queue.size, 1);
  assert.equal(queue.next(10 * MINUTE - 1, false)?.kind, "wait");
  const again = sent(queue.next(10 * MINUTE, false));
  assert.equal(again, raised);
  queue.add(cleared);
  queue.failed(again);
  assert.deepEqual(queue.waiting(), [cleared]);
  assert.equal(send(queue, 20 * MINUTE), cleared);
  assert.equal(queue.next(30 * MINUTE, false), undefined);
});

Deno.test("failed() forgets what failed when all is as it was told", () => {
  const queue = alertQueue();
  queue.add(raised);
  send(queue, 0);
  queue.add(cleared);
  const failing = sent(queue.next(10 * MINUTE, false));
  queue.add(alertOf({ at: 9 }));
  queue.failed(failing);
  assert.equal(queue.size, 0);
});

Deno.test("failed() gives back what an hour may hold, and is not tried again at the end", () => {
  const queue = alertQueue();
  for (let n = 0; n < 10; n++) queue.add(alertOf({ subject: `t${n}` }));
  for (let n = 0; n < 10; n++) queue.failed(sent(queue.next(n, false)));
  queue.add(alertOf({ subject: "late" }));
  assert.equal(send(queue, 10).subject, "late");
  assert.equal(queue.next(11, true)?.kind, "wait");
});

Deno.test("next() holds nothing else back for teams, and says of either sort how many wait", () => {
  const queue = alertQueue();
  for (let n = 0; n < 22; n++) queue.add(alertOf({ subject: `team-${n}` }));
  for (let n = 0; n < 10; n++) send(queue, n);
  assert.deepEqual(queue.next(10, false), {
    ...{ kind: "held", count: 12, at: raised.at },
  });
  queue.add(alertOf({ kind: "disk" }));
  assert.equal(send(queue, 11).kind, "disk");
  for (let n = 0; n < 12; n++) {
    queue.add(alertOf({ kind: "feed", subject: String(n), at: n }));
  }
  for (let n = 0; n < 9; n++) assert.equal(send(queue, 12).kind, "feed");
  assert.deepEqual(queue.next(13, false), { kind: "held", count: 3, at: 11 });
  const wait = { kind: "wait", until: 60 * MINUTE };
  assert.deepEqual(queue.next(14, false), wait);
});

Deno.test("alertQueue() knows what was told before", () => {
  const queue = alertQueue([{ ...raised, toldAt: 0 }]);
  queue.add(alertOf({ at: 9 }));
  assert.equal(queue.size, 0);
  queue.add(cleared);
  assert.deepEqual(queue.next(1, false), { kind: "wait", until: 10 * MINUTE });
  assert.equal(sent(queue.next(1, true)), cleared);
  const again = alertQueue([{ ...raised, toldAt: 0 }]);
  again.add(alertOf({ message: "out for another reason" }));
  assert.equal(again.next(1, true)?.kind, "wait");
});

Deno.test("next() does not hold one thing back for another", () => {
  const queue = alertQueue();
  queue.add(raised);
  send(queue, 0);
  queue.add(cleared);
  queue.add(alertOf({ subject: "beta" }));
  assert.equal(send(queue, 1).subject, "beta");
});

Deno.test("next() sends what is important first, else in order", () => {
  const queue = alertQueue();
  const about = (kind: Alert["kind"], subject: string) =>
    queue.add(alertOf({ kind, subject }));
  about("quarantine", "a");
  about("quarantine", "b");
  about("feed", "c");
  about("halt", "d");
  about("disk", "e");
  const order = [0, 1, 2, 3, 4].map((now) => send(queue, now).subject);
  assert.equal(order.join(""), "decab");
});

Deno.test("next() sends 10 an hour, says once how many are held back, and goes on", () => {
  const queue = alertQueue();
  for (let n = 0; n < 30; n++) queue.add(alertOf({ subject: `team-${n}` }));
  for (let n = 0; n < 10; n++) {
    assert.equal(send(queue, n).subject, `team-${n}`);
  }
  const held = { kind: "held", count: 20, at: raised.at };
  assert.deepEqual(queue.next(20, false), held);
  const wait = { kind: "wait", until: 60 * MINUTE };
  assert.deepEqual(queue.next(21, false), wait);
  assert.deepEqual(queue.next(21, true), wait);
  assert.equal(send(queue, 60 * MINUTE).subject, "team-10");
  // A notice is not said with every alert that may be sent by and by.
  assert.equal(queue.next(60 * MINUTE, false)?.kind, "wait");
  assert.equal(send(queue, 60 * MINUTE + 1).subject, "team-11");
});

Deno.test("next() sends what flaps when there is no later", () => {
  const queue = alertQueue();
  queue.add(raised);
  send(queue, 0);
  queue.add(cleared);
  assert.equal(sent(queue.next(1, true)), cleared);
});

Deno.test("next() is not silenced by a clock that was set back", () => {
  const queue = alertQueue();
  queue.add(raised);
  send(queue, 1e12);
  queue.add(cleared);
  assert.equal(send(queue, 0), cleared);
});

Deno.test("add() keeps 100 and drops what is least important", () => {
  const queue = alertQueue();
  for (let n = 0; n < 150; n++) queue.add(alertOf({ subject: `team-${n}` }));
  queue.add(alertOf({ kind: "halt", subject: "late" }));
  assert.equal(queue.size, 100);
  assert.equal(send(queue, 0).subject, "late");
  for (let n = 0; n < 10; n++) send(queue, n + 1);
  assert.deepEqual(queue.next(20, false), {
    ...{ kind: "held", count: 89 + 51, at: raised.at },
  });
});

Deno.test("next() keeps its limits and ends with the last state, whatever flaps", () => {
  for (let seed = 0; seed < 20; seed++) {
    const next = random("alerts", String(seed));
    const queue = alertQueue();
    const last = new Map<string, Alert>();
    const told = new Map<string, Alert>();
    const failedAt = new Map<string, number>();
    const times: { at: number; key: string }[] = [];
    let now = 0;
    const work = () => {
      for (let turn = queue.next(now, false); turn?.kind === "send";) {
        const { alert } = turn;
        const key = String(alert.subject);
        if (next() < 0.2) {
          queue.failed(alert);
          failedAt.set(key, now);
        } else {
          queue.told(alert);
          told.set(key, alert);
          assert.ok(now - (failedAt.get(key) ?? -Infinity) >= 10 * MINUTE);
          times.push({ at: now, key });
        }
        turn = queue.next(now, false);
      }
    };
    for (let step = 0; step < 300; step++) {
      now += Math.floor(next() * 2 * MINUTE);
      const subject = `team-${Math.floor(next() * 8)}`;
      const state = next() < 0.5 ? "raised" : "cleared";
      const alert = alertOf({ subject, state, message: state, at: now });
      last.set(subject, alert);
      queue.add(alert);
      work();
    }
    for (let n = 0; n < 400; n++) {
      now += MINUTE;
      work();
    }
    assert.equal(queue.size, 0);
    for (const [key, { state }] of last) {
      assert.equal(told.get(key)?.state, state);
    }
    for (const [i, { at, key }] of times.entries()) {
      const before = times.slice(0, i);
      const same = before.findLast((each) => each.key === key);
      assert.ok(!same || at - same.at >= 10 * MINUTE);
      const hour = before.filter((each) => each.at > at - 60 * MINUTE);
      assert.ok(hour.length < 10);
    }
  }
});
