import type { DecisionSummary, PoolSummary } from "../../../core/contract/site-contract.ts";
import { Age } from "../parts/age.tsx";
import { Icon, type IconName } from "../parts/icon.tsx";

/** What was decided last and why, in the hub's own sentence. */
export function DecisionLine({ pool }: { pool: PoolSummary }) {
  const { lastDecision } = pool;
  const testId = `pool-${pool.name}-decision`;
  if (!lastDecision) {
    return (
      <p class="decision decision-none" data-testid={testId}>
        No decision yet
      </p>
    );
  }
  return (
    <p class={`decision decision-${lastDecision.kind}`} data-testid={testId}>
      <Icon name={iconOf(lastDecision)} />
      <span>
        {lastDecision.sentence} <Age atMs={lastDecision.atMs} />
      </span>
    </p>
  );
}

function iconOf({ kind, direction }: DecisionSummary): IconName {
  return kind === "resize" && direction ? direction : "hold";
}
