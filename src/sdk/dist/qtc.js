// deno-fmt-ignore-file
// deno-lint-ignore-file
// Made from QTC's sources; changes here change nothing for the server.
var above0 = (value) => typeof value === "number" && value > 0 && value < Infinity ? void 0 : "a number above 0";
var text = (most) => (value) => typeof value === "string" && value !== "" && value.length <= most ? void 0 : `a text of 1 to ${most} characters`;
var oneOf = (...words) => (value) => words.some((word) => word === value) ? void 0 : words.map((word) => `"${word}"`).join(" or ");
var FIELDS = {
  symbol: text(20),
  action: oneOf("buy", "sell"),
  quantity: above0,
  price: above0,
  order_type: oneOf("market", "limit"),
  time_in_force: oneOf("day", "gtc", "ioc", "fok"),
  confidence: (value) => typeof value === "number" && value >= 0 && value <= 1 ? void 0 : "a number from 0 to 1",
  reason: (value) => typeof value === "string" && value.length <= 500 ? void 0 : "a text of at most 500 characters"
};
var REQUIRED = ["symbol", "action", "quantity", "price"];
function signal(fields) {
  if (typeof fields !== "object" || fields === null) {
    throw new TypeError(
      'Cannot make a signal: it takes an object such as { symbol: "AAPL", action: "buy", quantity: 10, price: 190 }'
    );
  }
  return "cancel" in fields ? cancelOf(fields) : orderOf(fields);
}
function cancelOf(fields) {
  const { cancel, ...rest } = fields;
  const other = Object.keys(rest)[0];
  if (other !== void 0) {
    throw new TypeError(
      `Cannot make a cancel with "${other}": it has one field, { cancel: order_id }`
    );
  }
  const wrong = text(60)(cancel);
  if (wrong !== void 0) {
    throw new TypeError(
      `Cannot make a cancel: cancel is ${show(cancel)}, not the order_id of one of team.open_orders`
    );
  }
  return { cancel };
}
function orderOf(fields) {
  const given = new Map(
    Object.entries(fields).filter(([, value]) => value !== void 0)
  );
  const symbol = given.get("symbol");
  const what = typeof symbol === "string" ? `Cannot make a signal for ${show(symbol)}` : "Cannot make a signal";
  for (const name of /* @__PURE__ */ new Set([...REQUIRED, ...given.keys()])) {
    const check = Object.hasOwn(FIELDS, name) ? FIELDS[name] : void 0;
    if (check === void 0) {
      throw new TypeError(
        `${what}: it has no field "${name}"; there are ${Object.keys(FIELDS).join(", ")}`
      );
    }
    const right = check(given.get(name));
    if (right !== void 0) {
      throw new TypeError(
        `${what}: ${name} is ${show(given.get(name))}; it must be ${right}`
      );
    }
  }
  return Object.fromEntries(given);
}
function show(value) {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 40));
  if (typeof value === "number") return `${value}`;
  return value === null || value === void 0 ? `${value}` : typeof value;
}
export {
  signal
};
