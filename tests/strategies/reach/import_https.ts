import beacon from "https://example.com/beacon.js";
export class S {
  generate_signal() {
    beacon();
  }
}
