import { rules } from "./Rules.ts";
export class S {
  generate_signal() {
    return rules;
  }
}
