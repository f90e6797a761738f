module.exports = class S {
  generate_signal() {}
};
