export class S {
  generate_signal(team) {
    console.log(require("node:" + team.name.length));
  }
}
