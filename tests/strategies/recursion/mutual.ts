export class S {
  generate_signal(team, bars, prices) {
    const even = (n) => odd(n + 1) || n;
    const odd = (n) => even(n + 1) || n;
    return even(0);
  }
}
