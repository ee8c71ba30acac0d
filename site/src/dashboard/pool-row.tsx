import type { NodeStatus, PoolSummary } from "../../../core/contract/site-contract.ts";
import { Age } from "../parts/age.tsx";
import { Icon } from "../parts/icon.tsx";
import { memo } from "../parts/memo.tsx";
import { StatusMark } from "../parts/status-mark.tsx";
import { poolStanding } from "../view/standing.ts";
import { DecisionLine } from "./decision-line.tsx";
import { LoadCell } from "./load-cell.tsx";
import { SizeCell } from "./size-cell.tsx";
import { Sparkline } from "./sparkline.tsx";

interface PoolRowProps {
  pool: PoolSummary;
  nodeStatus: NodeStatus;
  /** The hub's time to the minute. */
  minuteMs: number;
}

/** One pool: how it stands, its size and load, and the last decision. */
export const PoolRow = memo(({ pool, nodeStatus, minuteMs }: PoolRowProps) => {
  const standing = poolStanding(pool, nodeStatus, minuteMs);
  const { tone, word, reason, needsAttention, numbersAreOld } = standing;
  const { latest } = pool;
  return (
    <li
      class={`pool tone-${tone} ${needsAttention ? "pool-attention" : ""} ${numbersAreOld ? "pool-old" : ""}`}
      id={`pool-${pool.id}`}
      data-testid={`pool-${pool.name}`}
      data-status={tone}
    >
      <div class="pool-title">
        <h4 class="pool-name">{pool.name}</h4>
        <div class="pool-marks">
          <StatusMark tone={tone} word={word} />
          <ModeBadge mode={pool.mode} />
        </div>
      </div>
      <SizeCell pool={pool} />
      <LoadCell label="CPU" average={latest?.cpuAvgPercent} max={latest?.cpuMaxPercent} />
      <LoadCell label="RAM" average={latest?.ramAvgPercent} max={latest?.ramMaxPercent} />
      <Sparkline spark={pool.spark} maxSize={pool.maxSize} toMs={minuteMs} />
      <div class="pool-why">
        {reason && (
          <p class="pool-reason">
            {reason}
            {latest && numbersAreOld && (
              <>
                . Size and load are from <Age atMs={latest.atMs} />
              </>
            )}
          </p>
        )}
        <DecisionLine pool={pool} />
      </div>
    </li>
  );
});

function ModeBadge({ mode }: Pick<PoolSummary, "mode">) {
  if (mode === "active") return null;
  const observed = mode === "observe";
  return (
    <span
      class="badge"
      title={observed ? "Decides and reports, does not resize" : "Automation rests for this pool"}
    >
      <Icon name={observed ? "eye" : "pause"} />
      {observed ? "Observe" : "Paused"}
    </span>
  );
}
