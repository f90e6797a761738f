import { strict as assert } from "node:assert";
import { SERVER_SETTINGS } from "./server_settings.ts";

Deno.test("SERVER_SETTINGS keeps logs a month, telemetry a quarter, and tells everything", () => {
  const { keepLogsDays, keepTelemetryDays, alerts } = SERVER_SETTINGS;
  const [logs, telemetry] = [keepLogsDays, keepTelemetryDays]
    .map(({ schema, default: text }) => schema.parse(text));
  assert.deepEqual([logs, telemetry], [30, 90]);
  assert.equal(alerts.schema.parse(alerts.default).length, 6);
});
