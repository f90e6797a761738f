export interface S {
  generate_signal(): void;
}
