Error.prototype.toString = () => "patched";
Object.defineProperty(Error.prototype, "name", { get: () => "Patched", configurable: true });
Object.defineProperty(Error.prototype, "message", { get: () => "patched message", configurable: true });
export class S {
  generate_signal() {
    throw new Error();
  }
}
