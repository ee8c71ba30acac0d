import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PoolState } from "../../core/scaling/policy.ts";
import type { Instance, Sample } from "../../core/scaling/signal.ts";
import { AgentFault } from "../agent-fault.ts";
import { openJournal } from "../journal/open-journal.ts";
import type { Clock, HubEvent, HubLink, Journal, PoolControl, ResizeAnswer } from "../ports.ts";

/** A pool in memory, and what the tests make of it. `calls` lists every call of every port. */
export class FakeCloud {
  state: PoolState = { size: 2, lifecycle: "RUNNING" };
  etag = "etag-1";
  /** CPU of every instance, percent; null where no metric arrives. */
  cpuPercent: number | null = 95;
  unreadable = false;
  metricsFail = false;
  shortage: string | null = null;
  /** What the next resizes answer; "applied" also changes the pool. */
  answer: ResizeAnswer = { kind: "applied" };
  /** For an unknown answer: whether OCI took the resize all the same. */
  acts = true;
  /** Actions that took effect: OCI knows them by their retry token. */
  readonly done = new Set<string>();
  readonly calls: string[] = [];

  readonly pools: PoolControl = {
    obstacle: () => Promise.resolve(null),
    read: async () => {
      this.calls.push("pools.read");
      if (this.unreadable) throw new AgentFault("OCI_UNREADABLE", "OCI is away");
      return { state: { ...this.state }, etag: this.etag };
    },
    instances: async () => {
      this.calls.push("pools.instances");
      return this.instances();
    },
    resize: async (intent) => {
      this.calls.push("pools.resize");
      const { answer } = this;
      if (this.done.has(intent.id)) return { kind: "applied" };
      if (intent.etag !== this.etag) {
        return { kind: "refused", code: "NoEtagMatch", message: "The etag does not match." };
      }
      if (answer.kind === "applied" || (answer.kind === "unknown" && this.acts)) {
        this.done.add(intent.id);
        this.change(intent.toSize);
      }
      return answer;
    },
    shortage: async () => {
      this.calls.push("pools.shortage");
      return this.shortage;
    },
  };

  readonly metrics = {
    read: async (_pool: unknown, atMs: number): Promise<Sample[]> => {
      this.calls.push("metrics.read");
      if (this.metricsFail) throw new AgentFault("OCI_UNREADABLE", "OCI Monitoring is away");
      const value = this.cpuPercent;
      if (value === null) return [];
      return this.instances().map(({ id }) => ({ instanceId: id, metric: "cpu", atMs, value }));
    },
  };

  /** Anyone changes the size. */
  change(size: number): void {
    this.state = { ...this.state, size };
    this.etag = `etag-of-${size}-${this.calls.length}`;
  }

  instances(): Instance[] {
    return Array.from({ length: this.state.size }, (_, n) => ({
      id: `i-${n}`,
      state: "running",
      createdAtMs: 0,
    }));
  }
}

/** A clock that stands until it is moved; sleeping takes no time. */
export class FakeClock implements Clock {
  ms = 1_800_000_000_000;
  readonly sleptMs: number[] = [];
  #ids = 0;
  now = (): number => this.ms;
  sleep = async (ms: number): Promise<void> => {
    this.sleptMs.push(ms);
  };
  newId = (): string => {
    this.#ids += 1;
    return `00000000-0000-7000-8000-${String(this.#ids).padStart(12, "0")}`;
  };
}

export function tempFolder(): string {
  return mkdtempSync(join(tmpdir(), "tidepool-agent-"));
}

/** A real journal on disk whose writes are listed in `calls`. */
export function watchedJournal(calls: string[]): Journal {
  const journal = openJournal(tempFolder());
  for (const method of ["recordDecision", "recordOutcome"] as const) {
    const original = journal[method] as (...args: unknown[]) => void;
    journal[method] = (...args: unknown[]) => {
      calls.push(`journal.${method}`);
      original(...args);
    };
  }
  return journal;
}

/** A hub in memory that answers as the test says. */
export class FakeHubLink implements HubLink {
  readonly batches: HubEvent[][] = [];
  /** Asked before every report; throws or returns what the hub answers instead of taking them. */
  refusal: (events: HubEvent[]) => { kind: "unauthorized" | "rejected"; message: string } | null =
    () => null;
  register: HubLink["register"] = async () => ({
    kind: "answered",
    value: { nodeId: "node", apiKey: "ask_test" },
  });
  heartbeat: HubLink["heartbeat"] = async () => ({
    kind: "answered",
    value: { configUpdateNeeded: false, keyRotationNeeded: false, receivedAtMs: 0 },
  });
  config: HubLink["config"] = async () => ({ kind: "answered", value: null });
  rotateKey: HubLink["rotateKey"] = async () => ({
    kind: "answered",
    value: { apiKey: "ask_second" },
  });
  report: HubLink["report"] = async (_apiKey, events) => {
    const refused = this.refusal(events);
    if (refused) return refused;
    this.batches.push(events);
    return { kind: "answered", value: { accepted: events.length } };
  };
}

export const silent = () => {};
