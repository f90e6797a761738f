const KNOWN = "Object Function Array Number Boolean String Symbol Date Promise RegExp JSON Math Intl Temporal Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError SuppressedError DisposableStack AsyncDisposableStack Iterator Proxy Reflect Map Set WeakMap WeakSet BigInt DataView ArrayBuffer Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array BigUint64Array BigInt64Array Uint8ClampedArray Float16Array Float32Array Float64Array Infinity NaN undefined globalThis parseFloat parseInt isFinite isNaN decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape console".split(" ");
export class S {
  generate_signal() {
    const names = Object.getOwnPropertyNames(globalThis).filter((name) => globalThis[name] !== undefined);
    console.log("unknown:", names.filter((name) => !KNOWN.includes(name)).join());
  }
}
