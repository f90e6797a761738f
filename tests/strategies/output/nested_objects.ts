export class S {
  generate_signal() {
    const text = '{"__proto__":'.repeat(4000) + "1" + "}".repeat(4000);
    return [JSON.parse(text)];
  }
}
