export class S {
  generate_signal(team: unknown) {
    return null;
  }
}
