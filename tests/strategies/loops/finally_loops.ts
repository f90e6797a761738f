export class S {
  generate_signal(team, bars, prices) {
    const again = () => {
      try {
        for (;;);
      } finally {
        again();
      }
    };
    again();
  }
}
