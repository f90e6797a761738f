const down = (n) => down(n + 1) + 1;
down(0);

export class S {
  generate_signal() {}
}
