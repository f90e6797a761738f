export const S = new Proxy(class {}, {
  construct() {
    throw new RangeError("construct"); // here
  },
});
