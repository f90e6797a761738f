export class S {
  generate_signal() {
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    return proxy;
  }
}
