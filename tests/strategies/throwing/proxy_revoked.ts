export class S {
  generate_signal(team, bars, prices) {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    throw proxy;
  }
}
