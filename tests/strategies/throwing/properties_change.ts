export class S {
  generate_signal(team, bars, prices) {
    let looks = 0;
    const error = new Error("why");
    Object.defineProperty(error, "name", {
      get: () => looks++ === 0 ? "RangeError" : {},
    });
    throw error;
  }
}
