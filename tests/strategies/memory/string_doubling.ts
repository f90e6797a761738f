export class S {
  generate_signal(team, bars, prices) {
    let text = "x";
    for (;;) text += text; // here
  }
}
