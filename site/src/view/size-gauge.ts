import { formatCount } from "./format.ts";

/** What one stretch of the gauge stands for. */
type StretchKind = "running" | "starting" | "leaving" | "free";

interface Stretch {
  kind: StretchKind;
  x: number;
  width: number;
}

interface SizeGauge {
  stretches: Stretch[];
  /** Where the minimum lies. */
  minX: number;
  /** Said when what runs is not what was asked for, or when the pool cannot grow. */
  note: { kind: "running" | "at-max"; text: string } | null;
}

interface Sizes {
  asked: number;
  running: number;
  min: number;
  max: number;
}

/** Up to so many instances each gets a cell of its own; above, the gauge is one bar. */
const mostCells = 20;
const gap = 2;

/** A gauge from 0 to the maximum, `width` wide: one cell an instance while there is room. */
export function sizeGauge({ asked, running, min, max }: Sizes, width: number): SizeGauge {
  const total = Math.max(max, asked, running, 1);
  const parts = ranges(asked, running, total);
  const stretches =
    total <= mostCells
      ? parts.flatMap(({ kind, from, to }) => cells({ kind, from, to, total, width }))
      : parts.map(({ kind, from, to }) => ({
          kind,
          x: (from / total) * width,
          width: ((to - from) / total) * width,
        }));
  return {
    stretches,
    minX: (min / total) * width,
    note: note({ asked, running, max }),
  };
}

interface Range {
  kind: StretchKind;
  from: number;
  to: number;
}

function ranges(asked: number, running: number, total: number): Range[] {
  const both = Math.min(asked, running);
  const either = Math.max(asked, running);
  const all: Range[] = [
    { kind: "running", from: 0, to: both },
    { kind: asked > running ? "starting" : "leaving", from: both, to: either },
    { kind: "free", from: either, to: total },
  ];
  return all.filter(({ from, to }) => to > from);
}

function cells(range: Range & { total: number; width: number }): Stretch[] {
  const { kind, from, to, total, width } = range;
  const step = (width + gap) / total;
  return Array.from({ length: to - from }, (_, index) => ({
    kind,
    x: (from + index) * step,
    width: step - gap,
  }));
}

function note({ asked, running, max }: Omit<Sizes, "min">): SizeGauge["note"] {
  if (asked !== running) return { kind: "running", text: `${formatCount(running)} running` };
  return asked >= max ? { kind: "at-max", text: "at max" } : null;
}
