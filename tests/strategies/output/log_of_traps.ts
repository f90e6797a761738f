export class S {
  generate_signal() {
    const cyclic: any = {};
    cyclic.self = cyclic;
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    console.log(cyclic, proxy, Symbol("x"), 10n, () => 1, undefined, null, -0, { toJSON() { throw 1; } }, Object.create(null), new Error("e"), [1, [2]], { get x() { throw 2; } });
    console.error(new (class extends Error { get name() { throw 3; } })());
  }
}
