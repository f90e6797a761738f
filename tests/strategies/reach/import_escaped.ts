import "\u006eode:f\x73";
export class S {
  generate_signal() {}
}
