for await (const each of []) {
  console.log(each);
}
export class S {
  generate_signal() {}
}
