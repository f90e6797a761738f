import { code } from "data:text/javascript,export const code = 1";
export class S {
  generate_signal() {
    console.log(code);
  }
}
