import { isCron } from "../scaling/firings.ts";
import { quoted } from "./expected.ts";

const fields = [
  { name: "minute", range: "0 to 59" },
  { name: "hour", range: "0 to 23" },
  { name: "day of month", range: "1 to 31" },
  { name: "month", range: "1 to 12 or jan to dec" },
  { name: "day of week", range: "0 to 7 (0 and 7 are Sunday) or sun to sat" },
];

/** What is wrong with a cron expression; null for one that schedules take. */
export function cronFault(expression: string): string | null {
  if (isCron(expression)) return null;
  const given = expression.trim().split(/\s+/);
  if (given.length !== fields.length) {
    const names = fields.map(({ name }) => name).join(", ");
    return `expected five cron fields (${names}), for example "0 9 * * mon-fri"`;
  }
  const wrong = fields.findIndex((_, index) => !isCron(alone(given, index)));
  const field = fields[wrong];
  if (!field) return 'expected a cron expression, for example "0 9 * * mon-fri"';
  return `no ${field.name} is ${quoted(given[wrong] ?? "")}; expected *, or ${field.range}, with , - and /`;
}

/** The expression with every other field open, so that only this one can be at fault. */
function alone(given: readonly string[], index: number): string {
  return fields.map((_, other) => (other === index ? given[index] : "*")).join(" ");
}
