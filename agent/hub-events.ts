import type { PoolConfig } from "../core/config/node-config.ts";
import type { ActionReport, DecisionReport, Outcome } from "../core/contract/decision-record.ts";
import type { Decision, DecisionInputs } from "../core/scaling/decision.ts";
import type { Intent } from "./ports.ts";

/** A decision in its wire form. */
export function decisionEvent(
  id: string,
  of: { pool: PoolConfig; configRevision: number },
  made: { decision: Decision; inputs: DecisionInputs },
): DecisionReport {
  const { oraclePoolId, name } = of.pool;
  const { configRevision } = of;
  return { kind: "decision", id, oraclePoolId, poolName: name, configRevision, ...made };
}

/** A finished resize in its wire form; texts are cut to what the contract allows. */
export function actionEvent(intent: Intent, outcome: Outcome, finishedAtMs: number): ActionReport {
  const { id, decisionId, oraclePoolId, poolName, fromSize, toSize, requestedAtMs } = intent;
  const ids = { id, decisionId, oraclePoolId, poolName };
  return {
    kind: "action",
    ...ids,
    fromSize,
    toSize,
    requestedAtMs,
    finishedAtMs,
    outcome: withinContract(outcome),
  };
}

function withinContract(outcome: Outcome): Outcome {
  if (outcome.kind === "applied" || outcome.kind === "noop") return outcome;
  const { kind, code, message } = outcome;
  return { kind, code: code.slice(0, 200), message: message.slice(0, 1000) };
}
