import rules from "./rules.json" with { type: "json" };
export class S {
  generate_signal() {
    return rules;
  }
}
