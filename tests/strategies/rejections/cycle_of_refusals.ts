export class S {
  generate_signal(team, bars, prices) {
    const again = () => Promise.reject().catch(again);
    return again();
  }
}
