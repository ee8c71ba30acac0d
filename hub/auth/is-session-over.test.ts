import { expect, it } from "vitest";
import { isSessionOver } from "./is-session-over.ts";

const lifetime = { idleSeconds: 1800, totalSeconds: 86_400 };
const totalMs = 86_400_000;

it.each([
  ["goes on while it is used", { createdAtMs: 0, expiresAtMs: 2001 }, 2000, false],
  ["is over when nobody used it", { createdAtMs: 0, expiresAtMs: 2000 }, 2000, true],
  ["goes on to its last moment", { createdAtMs: 1, expiresAtMs: 2 * totalMs }, totalMs, false],
  [
    "is over after its time, however busy",
    { createdAtMs: 0, expiresAtMs: 2 * totalMs },
    totalMs,
    true,
  ],
])("a session %s", (_what, session, nowMs, isOver) => {
  expect(isSessionOver(session, lifetime, nowMs)).toBe(isOver);
});
