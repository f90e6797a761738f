import { secret } from "./rules_test.ts";
export class S {
  generate_signal() {
    return secret;
  }
}
