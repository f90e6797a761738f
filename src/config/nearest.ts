/**
 * Returns the word that is most like `word`, or `undefined` when none is: the
 * first that starts with it, or at most one change in three letters.
 */
export function nearest(
  word: string,
  words: readonly string[],
): string | undefined {
  const asked = word.slice(0, 40).toLowerCase();
  const longer = words.find((candidate) => candidate.startsWith(asked));
  let best = asked.length >= 4 ? longer : undefined;
  let bestChanges = best ? 2 : Math.floor(asked.length / 3) + 1;
  for (const candidate of words) {
    const changes = distance(asked, candidate.toLowerCase());
    if (changes >= bestChanges) continue;
    best = candidate;
    bestChanges = changes;
  }
  return best;
}

/** Letters to insert, delete or replace. Source: https://en.wikipedia.org/wiki/Levenshtein_distance */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
