import { strict as assert } from "node:assert";
import { bareRealm } from "./fixtures_test.ts";
import { saveOwn } from "./realm_own.ts";

Deno.test("saveOwn() keeps what later patches replace", () => {
  const said = bareRealm()(`(() => { const own = (${saveOwn})();
    for (const type of [Array, String, Promise, Date, Function]) {
      for (const name of Object.getOwnPropertyNames(type.prototype)) {
        if (typeof Object.getOwnPropertyDescriptor(type.prototype, name).value === "function" && name !== "constructor") type.prototype[name] = () => "patched";
      }
    }
    JSON.stringify = () => "patched";
    return own.stringify([own.slice([1, 2, 3], -2), own.cut("abc", 1), own.toISOString(new own.Date(0)), own.keys({ a: 1 })]);
  })()`);
  assert.equal(said, '[[2,3],"bc","1970-01-01T00:00:00.000Z",["a"]]');
});
