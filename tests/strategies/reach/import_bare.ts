import _ from "lodash";
export class S {
  generate_signal() {
    return _.last([]);
  }
}
