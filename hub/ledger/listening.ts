/** Longer than a few alarms apart, and the hub was away rather than the nodes silent. */
const missedAlarms = 4;

/**
 * Since when the hub could hear heartbeats, kept across restarts: its storage knows when it last
 * worked, and a gap means that it starts to listen anew.
 */
export class Listening {
  readonly #storage: DurableObjectStorage;
  readonly #alarmEveryMs: number;

  constructor(storage: DurableObjectStorage, alarmEveryMs: number) {
    this.#storage = storage;
    this.#alarmEveryMs = alarmEveryMs;
  }

  /** Called at every alarm that reached the database; epoch ms. */
  async sinceMs(nowMs: number): Promise<number> {
    const known = await this.#storage.get<{ sinceMs: number; lastMs: number }>("listening");
    const gapMs = nowMs - (known?.lastMs ?? 0);
    const sinceMs = known && gapMs < missedAlarms * this.#alarmEveryMs ? known.sinceMs : nowMs;
    await this.#storage.put("listening", { sinceMs, lastMs: nowMs });
    return sinceMs;
  }
}
