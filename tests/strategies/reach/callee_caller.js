var found = [];
function look() {
  try {
    for (var each = look.caller, steps = 0; each && steps < 20; each = each.caller, steps++) found.push(each.name);
    found.push("end " + each);
  } catch (error) {
    found.push(error.name);
  }
}
function outer() {
  look();
}
exports.S = function S() {};
exports.S.prototype.generate_signal = function generate_signal() {
  found = [];
  outer();
  found.push(String(generate_signal.caller), String(arguments.callee.caller));
  console.log(found.join());
};
