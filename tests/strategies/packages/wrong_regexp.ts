export class S {
  generate_signal(team) {
    return /(?<open>[/.test(team.name) ? null : undefined;
  }
}
