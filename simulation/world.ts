import { AgentLife } from "./agent-life.ts";
import { CloudPool } from "./cloud.ts";
import { anyConfig, calmConfig, poolIdOf } from "./configs.ts";
import { Disk } from "./disk.ts";
import { SimulatedHub } from "./hub.ts";
import { Random } from "./random.ts";
import { judgeEnd, type OthersResize, Referee } from "./referee.ts";
import { Scheduler } from "./scheduler.ts";
import { Violation } from "./violation.ts";
import { type Trouble, Weather } from "./weather.ts";
import { WorldPorts } from "./world-ports.ts";

const startMs = Date.UTC(2026, 0, 5, 6);
const minuteMs = 60_000;
const troubledMinutes = 100;
/** An hour is the longest that a shortage is waited out. */
const calmMinutes = 75;

/** What is under way when the last pass begins has so long to end and to be told. */
const lastDeliveryMs = 5 * minuteMs;

/** What came of a world. */
export interface WorldResult {
  seed: number;
  violation: Violation | null;
  trace: string[];
  decisions: number;
  actions: number;
  restarts: number;
  troubles: ReadonlyMap<Trouble, number>;
}

/** A node's agent, hub and cloud, with everything that befalls them, all of it from one seed. */
export async function runWorld(seed: number): Promise<WorldResult> {
  const world = new World(seed);
  await world.run();
  return world.result();
}

class World {
  readonly #seed: number;
  readonly #random: Random;
  readonly #scheduler = new Scheduler(startMs);
  readonly #weather: Weather;
  readonly #hub = new SimulatedHub();
  readonly #disk = new Disk();
  readonly #referee = new Referee();
  readonly #pools: CloudPool[];
  readonly #ports: WorldPorts;
  readonly #trace: string[] = [];
  #life: AgentLife | null = null;
  readonly #othersResizes: OthersResize[] = [];
  #restarts = 0;
  #skewMs = 0;
  #violation: Violation | null = null;

  constructor(seed: number) {
    this.#seed = seed;
    const random = new Random(seed);
    this.#random = random;
    this.#weather = new Weather(random);
    this.#pools = Array.from(
      { length: random.whole(1, 3) },
      (_, index) => new CloudPool(poolIdOf(index), random.whole(1, 5), { random, nowMs: startMs }),
    );
    this.#ports = new WorldPorts({
      scheduler: this.#scheduler,
      random,
      weather: this.#weather,
      pools: new Map(this.#pools.map((pool) => [pool.id, pool])),
      hub: this.#hub,
      disk: this.#disk,
      referee: this.#referee,
      skewMs: () => this.#skewMs,
      trace: (line) => this.#note(line),
      fail: (error) => this.#fail(error),
    });
  }

  async run(): Promise<void> {
    this.#publish(anyConfig(this.#random, this.#pools.length));
    this.#life = new AgentLife(this.#ports);
    this.#everyMinute();
    await this.#scheduler.runUntil(startMs + troubledMinutes * minuteMs);
    this.#calmDown();
    await this.#scheduler.runUntil(startMs + (troubledMinutes + calmMinutes) * minuteMs);
    this.#life?.rest();
    await this.#scheduler.runUntil(this.#scheduler.nowMs + lastDeliveryMs);
    try {
      if (!this.#violation) this.#judgeRest();
    } catch (error) {
      this.#fail(error);
    }
    this.#life?.kill();
  }

  result(): WorldResult {
    const { written } = this.#disk;
    const decisions = written.filter(({ kind }) => kind === "decision").length;
    return {
      seed: this.#seed,
      violation: this.#violation,
      trace: this.#trace,
      decisions,
      actions: written.length - decisions,
      restarts: this.#restarts,
      troubles: this.#weather.counts,
    };
  }

  #everyMinute(): void {
    if (this.#scheduler.nowMs >= startMs + troubledMinutes * minuteMs) return;
    const random = this.#random;
    const { nowMs } = this.#scheduler;
    this.#weather.turn(nowMs);
    for (const pool of this.#pools) this.#move(pool, nowMs);
    if (random.chance(0.02)) this.#publish(anyConfig(random, this.#pools.length));
    if (random.chance(0.02)) this.#skewMs = random.whole(-900, 900) * 1000;
    if (random.chance(0.06)) this.#scheduler.after(random.whole(0, 59_999), () => this.#restart());
    this.#scheduler.after(minuteMs, () => this.#everyMinute());
  }

  #move(pool: CloudPool, nowMs: number): void {
    const random = this.#random;
    if (random.chance(0.08)) pool.demand = random.next() * 8;
    const isShort = this.#weather.has("capacity is short", nowMs);
    pool.available = isShort ? (pool.available ?? random.whole(1, 6)) : null;
    if (!random.chance(0.01)) return;
    const size = random.whole(0, 9);
    this.#note(`someone else sets ${pool.id.slice(-4)} to ${size}`);
    this.#othersResizes.push({ oraclePoolId: pool.id, size, atMs: nowMs });
    pool.change(size, nowMs);
  }

  #publish(yaml: string): void {
    this.#hub.publish(yaml);
    this.#note(`config ${this.#hub.revisions.length}`);
  }

  /** In the middle of whatever it does; the next life finds what the disk has. */
  #restart(): void {
    if (!this.#life) return;
    this.#life.kill();
    this.#life = null;
    this.#restarts += 1;
    this.#note("the agent dies");
    this.#scheduler.after(this.#random.whole(100, 90_000), () => {
      this.#life = new AgentLife(this.#ports);
      this.#note("the agent starts");
    });
  }

  /** All troubles end, and every pool has more load than it can carry. */
  #calmDown(): void {
    this.#note("calm");
    this.#weather.clear();
    this.#skewMs = 0;
    for (const pool of this.#pools) {
      pool.available = null;
      pool.demand = 100;
    }
    this.#publish(calmConfig(this.#pools.length));
  }

  #judgeRest(): void {
    const effects = this.#pools.flatMap((pool) => pool.effects);
    const ids = new Set(effects.map(({ actionId }) => actionId));
    if (ids.size !== effects.length) {
      throw new Violation("nothing acts twice", "an action took effect twice");
    }
    judgeEnd(this.#disk.written, this.#hub.events, {
      effects: ids,
      othersResizes: this.#othersResizes,
      givenUp: this.#referee.givenUp,
    });
    for (const { id, size } of this.#pools) {
      if (size === 5) continue;
      throw new Violation("help comes", `${id} has ${size} of 5 after ${calmMinutes} calm minutes`);
    }
  }

  #note(line: string): void {
    const seconds = (this.#scheduler.nowMs - startMs) / 1000;
    this.#trace.push(`${seconds.toFixed(3).padStart(10)} ${line}`);
  }

  /** The first find counts; what follows from it says less. */
  #fail(error: unknown): void {
    if (this.#violation) return;
    const isFind = error instanceof Violation;
    this.#violation = isFind
      ? error
      : new Violation(
          "nothing crashes",
          error instanceof Error ? (error.stack ?? "") : String(error),
        );
    this.#note(`VIOLATION ${this.#violation.message}`);
  }
}
