export class S {
  generate_signal(team, bars, prices) {
    const down = () => {
      try {
        down();
      } finally {
        down();
      }
    };
    down();
  }
}
