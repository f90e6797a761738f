export class S {
  generate_signal() {}
}
const rest = `
