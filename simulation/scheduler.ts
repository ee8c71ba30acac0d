interface Event {
  atMs: number;
  sequence: number;
  run: () => void;
}

/** A virtual clock and what is to happen on it. Nothing runs but in its order. */
export class Scheduler {
  #nowMs: number;
  #sequence = 0;
  /** A binary heap by time, then by the order in which things were asked for. */
  readonly #events: Event[] = [];

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, run: () => void): void {
    this.#sequence += 1;
    this.#push({ atMs: this.#nowMs + delayMs, sequence: this.#sequence, run });
  }

  /** Runs everything up to a time; what one event sets off in promises ends before the next. */
  async runUntil(endMs: number): Promise<void> {
    for (let event = this.#events[0]; event && event.atMs <= endMs; event = this.#events[0]) {
      this.#pop();
      this.#nowMs = event.atMs;
      event.run();
      await new Promise((settled) => setImmediate(settled));
    }
    this.#nowMs = endMs;
  }

  #push(event: Event): void {
    let place = this.#events.push(event) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!isBefore(event, this.#events[parent])) break;
      this.#swap(place, parent);
      place = parent;
    }
  }

  #pop(): void {
    const last = this.#events.pop();
    if (!last || this.#events.length === 0) return;
    this.#events[0] = last;
    for (let place = 0; ; ) {
      const [left, right] = [2 * place + 1, 2 * place + 2];
      const child = isBefore(this.#events[right], this.#events[left]) ? right : left;
      if (!isBefore(this.#events[child], this.#events[place])) return;
      this.#swap(place, child);
      place = child;
    }
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#events[a], this.#events[b]];
    if (one && other) [this.#events[a], this.#events[b]] = [other, one];
  }
}

function isBefore(one: Event | undefined, other: Event | undefined): boolean {
  if (!one || !other) return one !== undefined;
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.sequence < other.sequence);
}
