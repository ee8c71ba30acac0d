/** Longer than a few alarms apart, and the hub was away rather than the nodes silent. */
const missedAlarms = 4;

/**
 * Since when the hub could hear heartbeats, kept across restarts: its storage knows when it last
 * worked, and a gap means that it starts to listen anew.
 */
export class Listening {
  readonly #storage: DurableObjectStorage;
  readonly #alarmEveryMs: number;
  #interrupted = false;

  constructor(storage: DurableObjectStorage, alarmEveryMs: number) {
    this.#storage = storage;
    this.#alarmEveryMs = alarmEveryMs;
  }

  /** Something was not written: heartbeats may have been lost, and nobody is blamed for that. */
  interrupt(): void {
    this.#interrupted = true;
  }

  /** Called at every alarm that reached the database; epoch ms. */
  async sinceMs(nowMs: number): Promise<number> {
    const known = await this.#storage.get<{ sinceMs: number; lastMs: number }>("listening");
    const gapMs = nowMs - (known?.lastMs ?? 0);
    const heard = !this.#interrupted && gapMs < missedAlarms * this.#alarmEveryMs;
    const sinceMs = known && heard ? known.sinceMs : nowMs;
    this.#interrupted = false;
    await this.#storage.put("listening", { sinceMs, lastMs: nowMs });
    return sinceMs;
  }
}
