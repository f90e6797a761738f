let x = 5, y = 3;
const said = [];
said.push(x); <!-- said.push("hidden");
--> said.push("hidden too");
exports.S = class {
  generate_signal() {
    console.log(said.join());
  }
};
