export class S {
  generate_signal(team, bars, prices) {
    return Promise.reject(new RangeError("no luck")); // here
  }
}
