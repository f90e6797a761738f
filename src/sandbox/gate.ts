/**
 * Returns how to get through where only so many may be at once: resolves when
 * it is one's turn, in the order of asking, to what says that one is through.
 */
export function gate(most: number): () => Promise<() => void> {
  const waiting: (() => void)[] = [];
  let inside = 0;
  const leave = (): void => {
    const next = waiting.shift();
    if (next) next();
    else inside--;
  };
  return async () => {
    if (inside < most) inside++;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    return leave;
  };
}
