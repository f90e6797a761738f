import { barHistoryCases } from "./bar_history_suite.ts";
import { fakeHistory } from "./fake_history.ts";

for (const { name, run } of barHistoryCases) {
  Deno.test(`fakeHistory() ${name}`, () =>
    run((steps) =>
      fakeHistory(
        steps.flatMap(({ known, bars, history, added, revised }) => [
          ...(bars ?? []).map((bar) => ({ bar })),
          ...[...history ?? [], ...added ?? []].map((bar) => ({ bar, known })),
          ...(revised ?? []).map((bar) => ({ bar, known, isRevised: true })),
        ]),
      )
    ));
}
