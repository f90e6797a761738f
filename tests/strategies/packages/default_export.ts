export default class S {
  generate_signal() {}
}
