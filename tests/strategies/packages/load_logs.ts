console.log("loading");
export class S {
  constructor() {
    console.log("making");
  }
  generate_signal() {
    console.log("minute");
  }
}
