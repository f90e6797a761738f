export class S {
  generate_signal(team) {
    let refused = 0;
    for (let i = 0; i < 1000; i++) team.api.getLastN("AAPL", 300).catch(() => refused++);
    return Promise.resolve().then(() => Promise.resolve()).then(() => console.log(refused));
  }
}
