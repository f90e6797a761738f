export class S {
  generate_signal() {
    const list = [];
    list.length = 1e6;
    return list;
  }
}
