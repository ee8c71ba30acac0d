import { expect, test } from "vitest";
import { samplePool as pool, sampleReport as report, sampleNowMs } from "./sample-fleet.ts";
import { nodeStanding, poolStanding } from "./standing.ts";

const silent = pool("a", { latest: report(11) });
const never = pool("a", { latest: null, status: null });
const warned = pool("a", { status: "warning", statusReason: "half of it is silent" });

test.each([
  ["healthy", pool("a"), "ACTIVE", "good", "Healthy", false, false],
  ["warned", warned, "ACTIVE", "warning", "Warning", true, false],
  ["broken", pool("a", { status: "error" }), "ACTIVE", "bad", "Error", true, false],
  ["of an offline node", pool("a"), "OFFLINE", "bad", "Offline", true, true],
  ["silent for 11 min", silent, "ACTIVE", "warning", "Silent", true, true],
  ["10 min old", pool("a", { latest: report(10) }), "ACTIVE", "good", "Healthy", false, false],
  ["never reported", never, "ACTIVE", "inactive", "No report", false, false],
  ["never reported, node offline", never, "OFFLINE", "bad", "Offline", true, false],
] as const)("poolStanding() of a pool %s", (_, sample, status, tone, word, attention, old) => {
  expect(poolStanding(sample, status, sampleNowMs)).toMatchObject({
    tone,
    word,
    needsAttention: attention,
    numbersAreOld: old,
  });
});

test("poolStanding() gives the reported reason, and none for a healthy pool", () => {
  expect(poolStanding(warned, "ACTIVE", sampleNowMs).reason).toBe("half of it is silent");
  const healthy = pool("a", { statusReason: "left over" });
  expect(poolStanding(healthy, "ACTIVE", sampleNowMs).reason).toBeNull();
});

test("poolStanding() never calls a status good that it does not know", () => {
  const odd = pool("a", { status: "melting" as never });
  expect(poolStanding(odd, "ACTIVE", sampleNowMs)).toMatchObject({
    tone: "warning",
    word: "melting",
  });
});

test.each([
  ["ACTIVE", "good", null],
  ["ERROR", "bad", "why"],
  ["OFFLINE", "bad", "why"],
  ["INACTIVE", "inactive", "why"],
] as const)("nodeStanding() of %s is %s", (status, tone, reason) => {
  expect(nodeStanding({ status, statusReason: "why" })).toMatchObject({ tone, reason });
});
