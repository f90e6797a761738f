export class S {
  generate_signal(team, bars, prices) {
    return Promise.any([Promise.reject(1), Promise.reject(2)]);
  }
}
