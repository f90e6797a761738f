export class S {
  generate_signal() {
    let list: unknown[] = [];
    for (let i = 0; i < 1e6; i++) list = [list];
    return list;
  }
}
