export class S {
  generate_signal(team, bars, prices) {
    const again = () => {
      Promise.resolve(new Array(1000).fill(0.5)).then(again);
      Promise.resolve(new Array(1000).fill(0.5)).then(again);
    };
    again();
  }
}
