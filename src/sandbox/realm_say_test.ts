import { strict as assert } from "node:assert";
import { bareRealm } from "./fixtures_test.ts";
import { makeDescribe } from "./realm.ts";
import { saveOwn } from "./realm_own.ts";
import { makeSay } from "./realm_say.ts";

/** Returns what is said after `patch`, of a session that is given as source text. */
function said(session: string, patch = "", requests = "[]"): unknown {
  return bareRealm()(`(() => { "use strict";
    const own = (${saveOwn})();
    const describe = (${makeDescribe})(own, 100, 1000);
    const parts = { describe, recorder: { take: () => "a log" }, api: { take: () => ${requests} } };
    const session = ${session};
    const caps = { signals: 50, requests: 50, state: 20 };
    const say = (${makeSay})(own, parts, session, caps);
    ${patch}
    return say();
  })()`);
}

const log = ',"log":"a log"}';

Deno.test("makeSay() says signals, the state when it has changed, and the log", () => {
  const team = "team: { state: { n: 1 } }";
  assert.equal(
    said(`{ outcome: { value: { a: 1 } }, ${team} }`),
    '{"signals":[{"a":1}],"state":"{\\"n\\":1}"' + log,
  );
  assert.equal(
    said(`{ outcome: { value: [1, 2] }, ${team}, saved: '{"n":1}' }`),
    '{"signals":[1,2]' + log,
  );
  assert.equal(
    said("{ outcome: { value: null }, team: {}, saved: '1' }"),
    '{"signals":[],"state":"null"' + log,
  );
  assert.equal(said("{}"), '{"stuck":true' + log);
});

Deno.test("makeSay() caps what leaves the realm, each on its own", () => {
  const error = (text: unknown) => JSON.parse(String(text)).error.message;
  const long = "'x'.repeat(60)";
  assert.match(
    error(said(`{ outcome: { value: ${long} } }`)),
    /^the signals are larger/,
  );
  assert.match(
    error(said(`{ outcome: {}, team: { state: ${long} } }`)),
    /^team\.state is larger/,
  );
  assert.match(
    error(said("{}", "", `[[1, "getDay", [${long}]]]`)),
    /^the requests are larger/,
  );
});

Deno.test("makeSay() writes down requests and errors whatever toJSON says", () => {
  for (const what of ["undefined", "'text'", "{ throw 1; }"]) {
    const patch =
      `Object.prototype.toJSON = Array.prototype.toJSON = () => ${what};`;
    assert.equal(
      said("{}", patch, '[[1000, "getDay", [["A", "B"], 5]]]'),
      '{"requests":[[1000,"getDay",[["A","B"],5]]]}',
    );
    assert.equal(
      said("{ outcome: { error: describe(null) } }", patch),
      '{"error":{"name":"Error","message":"threw null","stack":""}' + log,
    );
  }
});

Deno.test("makeSay() says when toJSON leaves no list of signals", () => {
  for (const what of ["undefined", "'text'", "5", "({})"]) {
    const text = said(
      "{ outcome: { value: [1] }, team: {} }",
      `Array.prototype.toJSON = () => ${what};`,
    );
    assert.match(String(text), /TypeError.*the signals are no list/);
  }
});
