Object.defineProperty(exports, "S", {
  get() {
    throw new RangeError("not to be looked at");
  },
  enumerable: true,
});
