export class S {
  generate_signal(team, bars, prices) {
    const thrown = () => {};
    thrown[Symbol.toPrimitive] = () => ({});
    throw thrown;
  }
}
