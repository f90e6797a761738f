export class S {
  async generate_signal(team) {
    let refused = "";
    for (let i = 0; i < 50 && refused === ""; i++) await team.api.getLastNMulti(Array(200).fill("AAPL"), 300).catch((error) => refused = error.message);
    console.log(refused);
  }
}
