export class S {
  generate_signal(team, bars, prices) {
    const text = "[" + "1,".repeat(1e5) + "1]";
    for (;;) JSON.parse(text);
  }
}
