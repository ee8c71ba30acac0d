import { z } from "zod";
import { cleanText } from "./clean-text.ts";

/** The wire form of core/scaling's decision and of what it was made from. */
const epochMs = z.int().min(0).max(8_640_000_000_000_000);
const size = z.int().min(0).max(100_000);
const percent = z.number().min(0).max(1_000_000);
const reasonCode = cleanText(64).min(1);
const shortText = cleanText(200);

const reason = z.object({
  code: reasonCode,
  facts: z.record(cleanText(64), z.union([z.number(), cleanText(1000)])),
});

const condition = z.object({ met: z.boolean(), reason: reasonCode.nullable() });

export const decisionSchema = z.object({
  kind: z.enum(["hold", "resize"]),
  direction: z.enum(["out", "in"]).nullable(),
  currentSize: size,
  targetSize: size,
  reasons: z.array(reason).min(1).max(50),
  conditions: z.object({
    ableToScale: condition,
    scalingActive: condition,
    scalingLimited: condition,
  }),
  confidence: z.number().min(0).max(1),
  atMs: epochMs,
});

const metricSignal = z.object({
  metric: shortText,
  scope: z.enum(["instance", "pool"]),
  freshness: z.enum(["fresh", "partial", "stale", "missing"]),
  coveragePercent: percent,
  mean: z.number().nullable(),
  max: z.number().nullable(),
  newestAtMs: epochMs.nullable(),
});

const value = z.number();
const metric = cleanText(64).min(1);

const policyRule = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("threshold"),
    rules: z.array(z.object({ metric, outAbove: value, inBelow: value })).max(50),
  }),
  z.object({
    kind: z.literal("target"),
    targets: z.array(z.object({ metric, target: value })).max(50),
    tolerancePercent: percent,
  }),
  z.object({
    kind: z.literal("weighted"),
    metrics: z
      .array(
        z.object({
          metric,
          weight: value,
          comparison: z.enum(["greater_than", "less_than", "percentage_change"]),
          scaleUp: value,
          scaleDown: value,
          aggregation: z.enum(["avg", "max"]),
          windowSeconds: z.number().min(0),
        }),
      )
      .max(50),
  }),
  z.object({ kind: z.literal("sustained_outlier") }),
]);

const directionRules = z.object({
  step: size.nullable(),
  stepPercent: percent.nullable(),
  cooldownSeconds: z.number().min(0),
  stabilizationSeconds: z.number().min(0),
});

const policyMemory = z.object({
  kind: z.enum(["threshold", "target", "weighted", "sustained_outlier"]),
  version: z.literal(1),
  past: z
    .array(
      z.object({
        atMs: epochMs,
        values: z.record(metric, z.number()),
        outliers: z.array(metric).max(50),
        runningInstances: size.optional(),
      }),
    )
    .max(100),
});

export const decisionInputsSchema = z.object({
  signal: z.object({
    atMs: epochMs,
    runningInstances: size,
    bootingInstances: size,
    warmingInstances: size,
    metrics: z.array(metricSignal).max(50),
    ignoredSamples: z.int().min(0).optional(),
  }),
  override: z.object({ targetSize: size, reason: cleanText(500), expiresAtMs: epochMs }).nullable(),
  window: z
    .object({
      name: cleanText(1000),
      targetSize: size.nullable(),
      minSize: size.nullable(),
      maxSize: size.nullable(),
      floorOf: cleanText(1000).optional(),
      ceilingOf: cleanText(1000).optional(),
    })
    .nullable(),
  pool: z.object({
    size,
    lifecycle: z.enum([
      "PROVISIONING",
      "SCALING",
      "STARTING",
      "RUNNING",
      "STOPPING",
      "STOPPED",
      "TERMINATING",
      "TERMINATED",
    ]),
  }),
  policy: z.object({
    mode: z.enum(["active", "observe", "paused"]),
    minSize: size,
    maxSize: size,
    rule: policyRule,
    scaleOut: directionRules,
    scaleIn: directionRules,
    coveragePercentMin: percent,
    freshForSeconds: z.number().min(0),
    evaluationIntervalSeconds: z.number().min(0).optional(),
  }),
  node: z.object({ maxTotalInstances: size, otherInstances: size }).nullable(),
  memory: z.object({
    lastScaleOutAtMs: epochMs.nullable(),
    lastScaleInAtMs: epochMs.nullable(),
    inFlight: z.object({ targetSize: size, sinceMs: epochMs }).nullable(),
    recommendations: z.array(z.object({ atMs: epochMs, size })).max(2000),
    shortage: z
      .object({
        availableSize: size,
        attempts: size,
        askedAtMs: epochMs.nullish(),
        retryAtMs: epochMs,
      })
      .nullable(),
    policy: policyMemory.nullable(),
  }),
  atMs: epochMs,
});

/** What came of a resize that OCI was asked for. Only `applied` starts a cooldown. */
export const outcomeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("applied") }),
  /** The pool already had the size. */
  z.object({ kind: z.literal("noop") }),
  /** OCI understood and said no: a quota, a state, or someone else changed the pool first. */
  z.object({ kind: z.literal("refused"), code: shortText, message: cleanText(1000) }),
  /** It is not known to have happened: every try failed, or the agent died in between. */
  z.object({ kind: z.literal("failed"), code: shortText, message: cleanText(1000) }),
]);

export type Outcome = z.infer<typeof outcomeSchema>;

/** A decision as an agent reports it, with all that is needed to replay it. */
export const decisionReportSchema = z.object({
  kind: z.literal("decision"),
  id: z.uuid(),
  oraclePoolId: cleanText(255).min(1),
  poolName: cleanText(100).min(1),
  configRevision: z.int().min(0),
  decision: decisionSchema,
  inputs: decisionInputsSchema,
});

/** What came of a decision to resize; follows its decision, perhaps much later. */
export const actionReportSchema = z.object({
  kind: z.literal("action"),
  id: z.uuid(),
  decisionId: z.uuid(),
  oraclePoolId: cleanText(255).min(1),
  poolName: cleanText(100).min(1),
  fromSize: size,
  toSize: size,
  requestedAtMs: epochMs,
  finishedAtMs: epochMs,
  outcome: outcomeSchema,
});

export type DecisionReport = z.infer<typeof decisionReportSchema>;
export type ActionReport = z.infer<typeof actionReportSchema>;
