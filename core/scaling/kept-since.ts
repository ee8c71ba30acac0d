/**
 * What happened after an instant, oldest first, and the last of what came before: it shows that
 * all since then is known.
 */
export function keptSince<Item extends { atMs: number }>(
  items: readonly Item[],
  startMs: number,
): Item[] {
  const lastBefore = items.findLastIndex(({ atMs }) => atMs <= startMs);
  return items.slice(Math.max(0, lastBefore));
}
