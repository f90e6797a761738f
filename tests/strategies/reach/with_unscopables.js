const asked = [];
const scope = new Proxy({}, {
  has: (_, key) => (asked.push(String(key)), key === "Deno" || key === "process"),
  get: (_, key) => key === Symbol.unscopables ? { process: true } : "mine",
});
exports.S = class {};
exports.S.prototype.generate_signal = function () {
  with (scope) {
    let host;
    try {
      host = typeof process;
    } catch (error) {
      host = error.name;
    }
    var said = [Deno, host];
  }
  console.log(said.join());
};
