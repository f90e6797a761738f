export class S {
  generate_signal(team, bars, prices) {
    const again = () => Promise.resolve().then(again);
    again();
  }
}
