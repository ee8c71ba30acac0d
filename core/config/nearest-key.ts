const mostListed = 8;
const longestKey = 64;

/**
 * What to say of a key that its place does not know: which known one it is meant to be, where that
 * is not given beside it, else which keys are known, where these are few.
 */
export function unknownKeyWording(
  key: string,
  { known, given }: { known: readonly string[]; given: readonly string[] },
): string {
  const nearest = nearestKey(key, known);
  if (nearest && !given.includes(nearest)) return `unknown key "${key}"; did you mean ${nearest}?`;
  const isShort = known.length > 0 && known.length <= mostListed;
  return `unknown key "${key}"${isShort ? `; known here: ${known.join(", ")}` : ""}`;
}

/** The key that is reached with the fewest changes; null where more than a third would change. */
function nearestKey(key: string, known: readonly string[]): string | null {
  if (key.length > longestKey) return null;
  const near = known
    .map((candidate) => ({ candidate, changes: changesBetween(key.toLowerCase(), candidate) }))
    .filter(({ candidate, changes }) => changes <= Math.max(1, candidate.length / 3))
    .toSorted((a, b) => a.changes - b.changes);
  return near[0]?.candidate ?? null;
}

/** How many letters have to be put in, taken out or changed (Levenshtein's distance). */
function changesBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...to].entries()) {
      const changed = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
