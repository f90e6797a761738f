export class S {
  generate_signal(team) {
    return /a(b/u.test(team.name) ? null : undefined;
  }
}
