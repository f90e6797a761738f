export class S {
  generate_signal(team, bars, prices) {
    const promise = Promise.resolve(["answer"]);
    promise.then = () => {
      throw new Error("not asked");
    };
    return promise;
  }
}
