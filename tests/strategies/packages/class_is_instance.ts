export const S = new (class {
  generate_signal() {}
})();
