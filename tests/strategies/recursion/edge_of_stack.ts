export class S {
  generate_signal(team, bars, prices) {
    let found = 0;
    const down = () => {
      try {
        down();
      } catch {
        // The frames just above the end.
      }
      if (found++ < 2000) {
        try {
          console.log("down");
          team.api.priceAge("AAPL");
          team.api.getLastN("AAPL", 1).catch(() => {});
          bars.AAPL.close.length + bars.BTC.timestamp.length;
          new Date().toISOString();
        } catch {
          // It may fail here, and nowhere else.
        }
      }
    };
    down();
    return [
      bars.AAPL.close.length > 0,
      bars.BTC.timestamp.length === bars.BTC.close.length,
      !Number.isNaN(Date.now()),
      typeof team.api.priceAge("AAPL"),
    ];
  }
}
