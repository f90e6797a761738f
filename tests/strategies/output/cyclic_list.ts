export class S {
  generate_signal() {
    const list: unknown[] = [];
    list.push(list);
    return list;
  }
}
