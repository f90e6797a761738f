const enum E {
  "*/ globalThis.out = import('node:fs') /*" = 1,
  "\n globalThis.out = 1 //" = 2,
}
export class S {
  generate_signal() {
    const two = E["*/ globalThis.out = import('node:fs') /*"] + E["\n globalThis.out = 1 //"];
    console.log(two, typeof globalThis["out"]);
  }
}
