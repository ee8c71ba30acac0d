import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { explain, reasonCodes } from "./explain.ts";

const page = readFileSync(new URL("../../docs/decisions.md", import.meta.url), "utf8");
const rows = [...page.matchAll(/^\| `([A-Z_]+)` \| [^|]+ \| [^|]+ \|$/gm)].map(([, code]) => code);

it("docs/decisions.md says of every reason what it means and what to do, once", () => {
  expect(rows.toSorted()).toEqual(reasonCodes.toSorted());
});

it.each(reasonCodes)("explain() has words of its own for %s", (code) => {
  const anything = new Proxy({}, { get: (_, key) => (numeric.has(String(key)) ? 7 : "cpu") });
  const reasons = [{ code, facts: anything } as never];
  const sentence = explain({ kind: "hold", currentSize: 4, targetSize: 4, reasons });
  expect(sentence).toMatch(/^Held at 4: .+\.$/);
  expect(sentence).not.toMatch(/undefined|NaN|[A-Z]+_[A-Z]+/);
});

/** Facts that are words; every other one is a number. */
const words = [
  "metric",
  "metrics",
  "freshness",
  "missing",
  "schedule",
  "reason",
  "mode",
  "lifecycle",
  "after",
];
const numeric = { has: (key: string) => !words.includes(key) };
