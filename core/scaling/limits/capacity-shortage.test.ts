import { describe, expect, it } from "vitest";
import { decide } from "../decide.ts";
import { emptyMemory, type Shortage } from "../policy.ts";
import { inputs, metric, nowMs } from "../testing/inputs.ts";
import { afterShortage } from "./capacity-shortage.ts";

const high = { cpu: metric("cpu", 95) };
const low = { cpu: metric("cpu", 20), ram: metric("ram", 20) };
const secondsAgo = (seconds: number): number => nowMs - seconds * 1000;
const short = (change: Partial<Shortage> = {}) => ({
  shortage: {
    availableSize: 4,
    attempts: 1,
    askedAtMs: secondsAgo(240),
    retryAtMs: nowMs + 60_000,
    ...change,
  },
});

describe("a capacity shortage", () => {
  it("clips to what OCI could give", () => {
    const memory = short({ availableSize: 6 });
    const policy = {
      scaleOut: { step: 5, stepPercent: null, cooldownSeconds: 0, stabilizationSeconds: 0 },
    };
    const { decision } = decide(inputs({ ...high, policy, memory }));
    expect(decision.targetSize).toBe(6);
    expect(decision.reasons.at(-1)?.code).toBe("CAPACITY_SHORTAGE");
  });

  it("never takes away what is there", () => {
    const memory = short({ availableSize: 2 });
    const { decision } = decide(inputs({ ...high, memory }));
    expect(decision).toMatchObject({ kind: "hold", targetSize: 4 });
    expect(decision.reasons.at(-1)?.code).toBe("CAPACITY_SHORTAGE");
  });

  it("does not stand in the way of a scale-in", () => {
    expect(decide(inputs({ ...low, memory: short() })).decision.direction).toBe("in");
  });

  it("waits 5 minutes, doubles the wait, and asks every hour at last", () => {
    let memory = emptyMemory;
    const waits: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      const atMs = memory.shortage?.retryAtMs ?? nowMs;
      memory = afterShortage(memory, { availableSize: 4, askedAtMs: atMs }, atMs);
      waits.push(((memory.shortage?.retryAtMs ?? 0) - atMs) / 1000);
    }
    expect(waits).toEqual([300, 600, 1200, 2400, 3600, 3600]);
  });

  it("counts a request once, however long and often it is told of", () => {
    const fellShort = { availableSize: 4, askedAtMs: nowMs - 30_000 };
    const known = afterShortage(emptyMemory, fellShort, nowMs);
    for (const seconds of [1, 300, 900]) {
      expect(afterShortage(known, fellShort, nowMs + seconds * 1000)).toBe(known);
    }
    const again = { availableSize: 3, askedAtMs: nowMs + 200_000 };
    expect(afterShortage(known, again, nowMs + 200_000).shortage).toEqual({
      ...again,
      attempts: 2,
      retryAtMs: nowMs + 800_000,
    });
  });

  it("counts what somebody else asked for once", () => {
    const fellShort = { availableSize: 4, askedAtMs: null };
    const known = afterShortage(emptyMemory, fellShort, nowMs);
    expect(known.shortage?.attempts).toBe(1);
    expect(afterShortage(known, fellShort, nowMs + 900_000)).toBe(known);
    const own = { availableSize: 4, askedAtMs: nowMs + 300_000 };
    expect(afterShortage(known, own, nowMs + 300_000).shortage?.attempts).toBe(2);
  });

  it("is forgotten an hour after its wait, when no other request fell short", () => {
    const memory = short({ retryAtMs: secondsAgo(3599.999) });
    expect(decide(inputs({ size: 4, memory })).memory.shortage).toEqual(memory.shortage);
    const old = short({ retryAtMs: secondsAgo(3600) });
    expect(decide(inputs({ size: 4, memory: old })).memory.shortage).toBeNull();
  });

  it("is forgotten once more instances run", () => {
    const memory = short({ availableSize: 4 });
    expect(decide(inputs({ size: 5, memory })).memory.shortage).toBeNull();
    expect(decide(inputs({ size: 4, memory })).memory.shortage).toEqual(memory.shortage);
  });
});
