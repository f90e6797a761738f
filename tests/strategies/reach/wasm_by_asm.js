function Module(stdlib, foreign, heap) {
  "use asm";
  var words = new stdlib.Int32Array(heap);
  function add(a) {
    a = a | 0;
    words[0] = ((words[0] | 0) + a) | 0;
    return words[0] | 0;
  }
  return { add: add };
}
exports.S = class {
  generate_signal() {
    const heap = new ArrayBuffer(65536);
    const { add } = Module(globalThis, {}, heap);
    add(20);
    console.log(add(22), Object.getPrototypeOf(add) === Function.prototype, typeof globalThis.WebAssembly);
  }
};
