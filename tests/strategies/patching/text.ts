for (const name of Object.getOwnPropertyNames(String.prototype)) {
  if (typeof String.prototype[name] === "function" && name !== "constructor") String.prototype[name] = () => "patched";
}
(globalThis as any).String = () => "patched";
export class S {
  generate_signal(team, bars) {
    console.log(Symbol("x"), 1);
    throw bars.AAPL.timestamp.at(-1);
  }
}
