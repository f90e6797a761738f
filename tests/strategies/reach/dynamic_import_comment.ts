export class S {
  generate_signal() {
    return import /* ( */
      // )
      ("node:fs");
  }
}
