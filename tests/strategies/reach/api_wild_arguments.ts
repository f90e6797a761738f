export class S {
  async generate_signal(team) {
    const values = [undefined, null, 0, -1, 1.5, NaN, Infinity, 1e308, 10n, "", "AAPL", "__proto__", "constructor", "../../etc", "x".repeat(1e5), [], ["AAPL"], Array(300), {}, () => {}, Symbol(), new Date(NaN), new Date(8.64e15)];
    const methods = ["getLastN", "getDay", "getRange", "getLastNMulti", "getDayMulti", "getRangeMulti"];
    const names = new Set();
    const note = (error) => names.add(error.constructor.constructor === Function ? error.name : "foreign");
    await team.api.getLastN("NOBODY", 1).catch(note);
    let i = team.name.length * 7;
    for (let call = 0; call < 19; call++) {
      const method = methods[call % methods.length];
      const args = [values[i++ % values.length], values[i++ % values.length], values[i++ % values.length]];
      await team.api[method](...args).catch(note);
    }
    console.log([...names].sort().join());
  }
}
