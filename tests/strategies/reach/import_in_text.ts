// import("node:fs"); require("node:fs"); import.meta.url
const PATTERN = /import\("node:fs"\)/;
export class S {
  generate_signal() {
    const text = 'import("node:fs")';
    console.log(PATTERN.test(text), `require("x") import.meta`);
  }
}
