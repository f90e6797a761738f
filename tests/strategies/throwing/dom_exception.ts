export class S {
  generate_signal(team, bars, prices) {
    throw new DOMException("why", "AbortError"); // here
  }
}
