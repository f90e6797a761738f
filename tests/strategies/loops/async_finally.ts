export class S {
  async generate_signal(team) {
    try {
      await team.api.getLastN("AAPL", 1);
    } finally {
      for (;;);
    }
  }
}
