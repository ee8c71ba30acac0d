import { expect, test } from "vitest";
import { tokenState } from "./token-state.ts";

const nowMs = 1_000;
const valid = { expiresAtMs: 1_001, revokedAtMs: null };

test.each([
  ["valid until it expires", valid, "Valid"],
  ["expired at its very moment", { ...valid, expiresAtMs: nowMs }, "Expired"],
  ["revoked", { ...valid, revokedAtMs: 500 }, "Revoked"],
  ["revoked and expired", { expiresAtMs: 1, revokedAtMs: 500 }, "Revoked"],
  ["used in part", { ...valid, uses: 1, maxUses: 2 }, "Valid"],
  ["used up", { ...valid, uses: 2, maxUses: 2 }, "Used up"],
] as const)("tokenState() of one that is %s", (_, token, word) => {
  expect(tokenState(token, nowMs).word).toBe(word);
});
