/// <reference path="/etc/hostname" />
/// <reference types="node" />
// @deno-types="npm:@types/node"
export class S {
  generate_signal() {
    console.log("ran");
  }
}
