/** What differs by less, relative to the larger, differs by what floating point made of it. */
const noise = 1e-12;

/** Whether two values differ by more than floating point: a mean of equal values can be off. */
export function differ(a: number, b: number): boolean {
  return Math.abs(a - b) > noise * Math.max(Math.abs(a), Math.abs(b));
}

/** Above a bound by more than floating point. */
export function isAbove(value: number, bound: number): boolean {
  return value > bound && differ(value, bound);
}

/** Below a bound by more than floating point. */
export function isBelow(value: number, bound: number): boolean {
  return value < bound && differ(value, bound);
}
