export class S {
  generate_signal(team, bars) {
    const end = Date.parse(bars.AAPL.timestamp.at(-1)) + 60_000;
    const day = (text) => /2026/.test(text) && /11|Nov/.test(text) && /20/.test(text);
    const instant = (at) => at.epochMilliseconds === end;
    const now = Temporal.Now;
    const utc = (plain) => plain.toZonedDateTime("UTC").epochMilliseconds === end;
    const format = new Intl.DateTimeFormat("en", { dateStyle: "full", timeStyle: "full" });
    const said = [
      Date.now() === end, new Date().getTime() === end, +new (class extends Date {})() === end, Reflect.construct(Date, []).getTime() === end,
      new new Date().constructor().getTime() === end, Date() === new Date(end).toString(), new Date(undefined).getTime() !== end,
      instant(now.instant()), instant(now.zonedDateTimeISO()), instant(now.zonedDateTimeISO("America/New_York")), utc(now.plainDateTimeISO()), day(now.plainDateISO().toString()), now.plainTimeISO().hour === new Date(end).getUTCHours(),
      now.timeZoneId() === "UTC", format.format() === format.format(end), format.formatToParts().map(({ value }) => value).join("") === format.format(end),
      new Date(end).toLocaleString("en") === new Intl.DateTimeFormat("en", { dateStyle: "short", timeStyle: "medium" }).format(end) || day(new Date(end).toLocaleString("en")),
      Intl.DateTimeFormat().resolvedOptions().timeZone === "UTC",
    ];
    console.log(said.join());
  }
}
