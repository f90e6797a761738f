export class S {
  async generate_signal(team) {
    const keys = [];
    const spy = (target) => new Proxy(target, {
      get(object, key) {
        keys.push(typeof key);
        return object[key];
      },
    });
    const said = [];
    for (const ask of [() => team.api.getLastNMulti(spy(["AAPL"]), 1), () => team.api.getDay("AAPL", spy(new Date())), () => team.api.getLastN(spy({}), 1), () => Reflect.apply(team.api.getLastN, spy({}), spy(["AAPL", 1]))]) {
      said.push(await ask().then((answer) => Object.keys(answer).length, (error) => error.name));
    }
    console.log(said.join(), keys.length > 3);
  }
}
