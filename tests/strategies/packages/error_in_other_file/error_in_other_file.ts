import { risk } from "./lib/risk.ts";
export class S {
  generate_signal() {
    return risk(null);
  }
}
