export class S {
  constructor() {
    return { generate_signal: () => ["other"] };
  }
}
