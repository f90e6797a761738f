exports.S = class {
  generate_signal() {
    console.log(typeof module.require, Object.keys(module).join(), typeof __dirname, typeof __filename);
  }
};
