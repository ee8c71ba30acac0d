const labels: Readonly<Record<string, string>> = {
  ticks: "ticks of 60 s",
  instanceHours: "instance-hours",
  ticksOver85: "ticks over 85 %",
  actions: "actions",
  scaleOuts: "  scale-outs",
  scaleIns: "  scale-ins",
};

/** The figures as a person reads them. */
export function summaryTable(
  summary: object,
  fixedAtMax: object | null,
  notes: readonly string[],
): string {
  const fixed = new Map(Object.entries(fixedAtMax ?? {}));
  const head = row("", "policy", fixedAtMax ? "fixed at max" : "");
  const rows = Object.entries(summary).map(([key, value]) =>
    row(labels[key] ?? key, rounded(value), fixed.has(key) ? rounded(fixed.get(key)) : ""),
  );
  return [head, ...rows, ...notes.map((note) => `note: ${note}`)].join("\n");
}

function row(label: string, policy: string, fixed: string): string {
  return `${label.padEnd(20)}${policy.padStart(14)}${fixed.padStart(16)}`.trimEnd();
}

function rounded(value: unknown): string {
  return String(Math.round(Number(value) * 10) / 10);
}
