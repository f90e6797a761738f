export class S {
  generate_signal(team, bars, prices) {
    new FinalizationRegistry(() => { // here
      for (;;);
    });
  }
}
