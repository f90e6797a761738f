import { rules } from "./rules.ts";
export class S {
  generate_signal() {
    return rules;
  }
}
