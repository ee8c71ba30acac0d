import { expect, it } from "vitest";
import { countCall, type Take } from "./rate-limit.ts";
import { signInLimits } from "./sign-in-limits.ts";

it("remember no account that an address makes up beyond its thirty attempts", async () => {
  const timesOf = new Map<string, number[]>();
  const take: Take = async (key, perMinute) => {
    const counted = countCall(timesOf.get(key) ?? [], perMinute, 0);
    timesOf.set(key, counted.kind === "counted" ? counted.times : (timesOf.get(key) ?? []));
    return counted.kind === "counted" ? 0 : counted.waitMs;
  };
  const limits = signInLimits(take);
  const tries = Array.from({ length: 300 }, (_, i) => i);
  const refused: number[] = [];
  for (const i of tries) {
    await limits.countAttempt(`nobody-${i}@test.example`, "127.0.0.1").catch(() => refused.push(i));
  }
  expect(refused).toEqual(tries.slice(30));
  expect(timesOf.size).toBe(1 + 2 * 30);
});
