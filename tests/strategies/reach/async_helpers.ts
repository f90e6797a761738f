export class S {
  async generate_signal(team, bars) {
    const said = [];
    const isOwn = (value) => value === null || typeof value !== "object" && typeof value !== "function" || value instanceof Object || Object.getPrototypeOf(value) === null;
    const look = (...values) => (said.push(values.every(isOwn)), values[0]);
    await Array.fromAsync((async function* () { yield bars; })(), look);
    Iterator.from([team]).map(look).filter(look).flatMap((each) => [look(each)]).toArray();
    Object.groupBy([team], look);
    Map.groupBy([team], look);
    const { promise, resolve } = Promise.withResolvers();
    resolve(bars);
    look(await promise);
    await Promise.try(look, team);
    new Error("x", { cause: look(team) });
    JSON.parse("[1]", function (key, value, context) { return look(value, this, context), value; });
    "a".replace(/a/, look);
    new Intl.Segmenter("en").segment("a b")[Symbol.iterator]().map(look).toArray();
    Temporal.PlainDate.from({ year: 2026, month: 11, day: 20 }, { get overflow() { return look("constrain"); } });
    console.log(said.length > 15, said.every(Boolean));
  }
}
