/*! @license
//# sourceURL=file:///etc/hostname
*/
//! @preserve
export class S {
  generate_signal() {
    throw new Error("no");
  }
}
