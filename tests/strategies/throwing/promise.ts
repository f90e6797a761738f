export class S {
  generate_signal(team, bars, prices) {
    throw Promise.reject(new Error("inside"));
  }
}
