/** Dimensions that the region's metrics have. */
const DIMENSIONS = [
  "resourceId",
  "instancePoolId",
  "resourceDisplayName",
  "availabilityDomain",
  "faultDomain",
  "region",
  "shape",
] as const;
export type Dimension = (typeof DIMENSIONS)[number];
export type Dimensions = Record<Dimension, string>;

const STATISTICS = ["mean", "max", "min", "count"] as const;
export type Statistic = (typeof STATISTICS)[number];

/** `each`: one stream per instance; `all`: one stream; `by`: one per value of these dimensions. */
export type Grouping = { kind: "each" } | { kind: "all" } | { kind: "by"; dimensions: Dimension[] };

export interface MetricQuery {
  metric: string;
  intervalMinutes: number;
  filters: Partial<Dimensions>;
  grouping: Grouping;
  statistic: Statistic;
}

/** What is wrong with a query, for a 400 that names it. */
export class BadQuery extends Error {}

const QUERY =
  /^\s*([A-Za-z][\w.$-]*)\s*\[([^\]]*)\]\s*(?:\{([^}]*)\})?\s*((?:\.\s*\w+\s*\([^)]*\)\s*)+)(.*)$/s;

/**
 * The part of OCI's Monitoring Query Language that concerns one metric of instances:
 * `Metric[interval]{dimension = "value", ...}.groupBy(dimension, ...).statistic()`.
 */
export function parseMql(text: string): MetricQuery {
  const match = QUERY.exec(text);
  if (match === null) {
    throw new BadQuery(
      `query must be Metric[interval]{dimension = "value"}.groupBy(dimension).statistic(): ${text}`,
    );
  }
  const [, metric = "", interval = "", filters, calls = "", rest = ""] = match;
  if (rest.trim() !== "") throw new BadQuery(`query has unsupported text "${rest.trim()}"`);
  return {
    metric,
    intervalMinutes: parseIntervalMinutes(interval, "interval"),
    filters: parseFilters(filters),
    ...parseCalls(calls),
  };
}

/** `1m` to `60m` or `1h` to `24h`, in OCI minutes. */
export function parseIntervalMinutes(text: string, name: string): number {
  const match = /^\s*(\d{1,3})([mh])\s*$/.exec(text);
  const count = Number(match?.[1]);
  const limit = match?.[2] === "h" ? 24 : 60;
  if (match === null || count < 1 || count > limit) {
    throw new BadQuery(`${name} must be 1m to 60m or 1h to 24h, but is "${text}"`);
  }
  return match[2] === "h" ? count * 60 : count;
}

function parseFilters(text: string | undefined): Partial<Dimensions> {
  const filters: Partial<Dimensions> = {};
  if (text === undefined) return filters;
  for (const part of text.split(",")) {
    const match = /^\s*(\w+)\s*=\s*"([^"]*)"\s*$/.exec(part);
    if (match === null) {
      throw new BadQuery(`dimension filter must be name = "value", but is "${part.trim()}"`);
    }
    filters[asDimension(match[1] ?? "")] = match[2] ?? "";
  }
  return filters;
}

function parseCalls(text: string): { grouping: Grouping; statistic: Statistic } {
  const calls = [...text.matchAll(/\.\s*(\w+)\s*\(([^)]*)\)/g)].map(([, name = "", args = ""]) => ({
    name,
    args: args.trim(),
  }));
  const last = calls.pop();
  const statistic = STATISTICS.find((name) => name === last?.name);
  if (statistic === undefined || last?.args !== "") {
    const found = `${last?.name ?? ""}(${last?.args ?? ""})`;
    throw new BadQuery(`statistic must be one of ${STATISTICS.join("(), ")}(), but is ${found}`);
  }
  if (calls.length > 1) throw new BadQuery("query has more than one grouping");
  const [group] = calls;
  return { statistic, grouping: group === undefined ? { kind: "each" } : parseGrouping(group) };
}

function parseGrouping({ name, args }: { name: string; args: string }): Grouping {
  if (name === "grouping" && args === "") return { kind: "all" };
  if (name !== "groupBy") throw new BadQuery(`function ${name}() is not supported`);
  return { kind: "by", dimensions: args.split(",").map((part) => asDimension(part.trim())) };
}

function asDimension(name: string): Dimension {
  const dimension = DIMENSIONS.find((known) => known === name);
  if (dimension === undefined) throw new BadQuery(`dimension "${name}" is not known`);
  return dimension;
}
