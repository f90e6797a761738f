export * as process from "node:process";
export class S {
  generate_signal() {}
}
