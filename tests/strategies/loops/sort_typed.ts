export class S {
  generate_signal(team, bars, prices) {
    const many = new Float64Array(3e6);
    for (;;) {
      for (let i = 0; i < many.length; i++) many[i] = (i * 7919) % 2000003;
      many.sort();
    }
  }
}
