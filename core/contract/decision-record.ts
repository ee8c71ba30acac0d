import { z } from "zod";

/** The wire form of core/scaling's decision and of what it was made from. */
const epochMs = z.int().min(0).max(8_640_000_000_000_000);
const size = z.int().min(0).max(100_000);
const percent = z.number().min(0).max(1_000_000);
const reasonCode = z.string().min(1).max(64);
const shortText = z.string().max(200);

const reason = z.object({
  code: reasonCode,
  facts: z.record(z.string().max(64), z.union([z.number(), z.string().max(500)])),
});

const condition = z.object({ met: z.boolean(), reason: reasonCode.nullable() });

export const decisionSchema = z.object({
  kind: z.enum(["hold", "resize"]),
  direction: z.enum(["out", "in"]).nullable(),
  currentSize: size,
  targetSize: size,
  reasons: z.array(reason).max(50),
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
  freshness: z.enum(["fresh", "partial", "stale", "missing"]),
  coveragePercent: percent,
  mean: z.number().nullable(),
  max: z.number().nullable(),
  newestAtMs: epochMs.nullable(),
});

const threshold = z.object({ outAbovePercent: percent, inBelowPercent: percent });

const directionRules = z.object({
  step: size,
  cooldownSeconds: z.number().min(0),
  stabilizationSeconds: z.number().min(0),
});

export const decisionInputsSchema = z.object({
  signal: z.object({
    atMs: epochMs,
    runningInstances: size,
    bootingInstances: size,
    metrics: z.array(metricSignal).max(50),
  }),
  window: z
    .object({
      name: z.string().max(10_000),
      targetSize: size.nullable(),
      minSize: size.nullable(),
      maxSize: size.nullable(),
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
    cpu: threshold,
    ram: threshold.nullable(),
    scaleOut: directionRules,
    scaleIn: directionRules,
    coveragePercentMin: percent,
    freshForSeconds: z.number().min(0),
  }),
  memory: z.object({
    lastScaleOutAtMs: epochMs.nullable(),
    lastScaleInAtMs: epochMs.nullable(),
    inFlight: z.object({ targetSize: size, sinceMs: epochMs }).nullable(),
    recommendations: z.array(z.object({ atMs: epochMs, size })).max(20_000),
  }),
  atMs: epochMs,
});

/** What came of a resize that OCI was asked for. Only `applied` starts a cooldown. */
export const outcomeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("applied") }),
  /** The pool already had the size. */
  z.object({ kind: z.literal("noop") }),
  /** OCI understood and said no: a quota, a state, or someone else changed the pool first. */
  z.object({ kind: z.literal("refused"), code: shortText, message: z.string().max(1000) }),
  /** It is not known to have happened: every try failed, or the agent died in between. */
  z.object({ kind: z.literal("failed"), code: shortText, message: z.string().max(1000) }),
]);

export type Outcome = z.infer<typeof outcomeSchema>;

/** A decision as an agent reports it, with all that is needed to replay it. */
export const decisionReportSchema = z.object({
  kind: z.literal("decision"),
  id: z.uuid(),
  oraclePoolId: z.string().min(1).max(255),
  poolName: z.string().min(1).max(100),
  configRevision: z.int().min(0),
  decision: decisionSchema,
  inputs: decisionInputsSchema,
});

/** What came of a decision to resize; follows its decision, perhaps much later. */
export const actionReportSchema = z.object({
  kind: z.literal("action"),
  id: z.uuid(),
  decisionId: z.uuid(),
  oraclePoolId: z.string().min(1).max(255),
  poolName: z.string().min(1).max(100),
  fromSize: size,
  toSize: size,
  requestedAtMs: epochMs,
  finishedAtMs: epochMs,
  outcome: outcomeSchema,
});

export type DecisionReport = z.infer<typeof decisionReportSchema>;
export type ActionReport = z.infer<typeof actionReportSchema>;
