export class S {
  generate_signal(team, bars, prices) {
    let resolve;
    const promise = new Promise((done) => resolve = done);
    resolve(promise);
    return promise;
  }
}
