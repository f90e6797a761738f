export class S {
  generate_signal(team, bars, prices) {
    const again = () => {
      Promise.resolve().then(again);
      if (Math.random() < 0.01) Promise.resolve().then(again);
    };
    again();
  }
}
