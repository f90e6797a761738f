const top = this === exports;
const sloppy = function () {
  return this;
};
exports.S = class {
  generate_signal() {
    const global = sloppy.call(undefined);
    console.log(top, global === globalThis, Object.getPrototypeOf(Object.getPrototypeOf(global)) === Object.prototype, typeof global.constructor.constructor, global.constructor.constructor === Function);
  }
};
