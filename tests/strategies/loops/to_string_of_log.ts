export class S {
  generate_signal(team, bars, prices) {
    const shown = () => 1;
    shown.toString = () => {
      for (;;);
    };
    console.log(shown);
  }
}
