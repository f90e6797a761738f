export class S {
  generate_signal(team, bars, prices) {
    const segmenter = new Intl.Segmenter("th", { granularity: "word" });
    const kept = [];
    for (;;) kept.push([...segmenter.segment("ภาษาไทย ".repeat(2000))]);
  }
}
