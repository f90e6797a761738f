import "./__proto__";
import "./constructor";
import "./toString";
export class S {
  generate_signal() {}
}
