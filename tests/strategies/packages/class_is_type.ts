class Own {
  generate_signal() {}
}
export type { Own as S };
