import type { OverviewOutput } from "../../../core/contract/site-contract.ts";
import { Age } from "../parts/age.tsx";
import { memo } from "../parts/memo.tsx";
import { StatusMark } from "../parts/status-mark.tsx";
import { configState } from "../view/config-state.ts";
import { nodeStanding } from "../view/standing.ts";
import { PoolRow } from "./pool-row.tsx";

interface NodeSectionProps {
  node: OverviewOutput["nodes"][number];
  /** The hub's time to the minute, so that it changes no more often than the sparklines must. */
  minuteMs: number;
}

/** A node and its pools. */
export const NodeSection = memo(({ node, minuteMs }: NodeSectionProps) => {
  const { tone, reason } = nodeStanding(node);
  return (
    <section
      class={`node node-${tone}`}
      id={`node-${node.id}`}
      aria-labelledby={`node-${node.id}-name`}
      data-testid={`node-${node.name}`}
    >
      <NodeHeader node={node} />
      {reason && <p class={`node-reason tone-${tone}`}>{reason}</p>}
      {node.pools.length > 0 ? (
        <>
          <ColumnHeads />
          <ul class="pools">
            {node.pools.map((pool) => (
              <PoolRow key={pool.id} pool={pool} nodeStatus={node.status} minuteMs={minuteMs} />
            ))}
          </ul>
        </>
      ) : (
        <p class="node-empty">{emptyText(node)}</p>
      )}
    </section>
  );
});

function NodeHeader({ node }: { node: NodeSectionProps["node"] }) {
  const { tone, word } = nodeStanding(node);
  const config = configState(node);
  return (
    <header class="node-header">
      <h3 class="node-name" id={`node-${node.id}-name`}>
        {node.name}
      </h3>
      <StatusMark tone={tone} word={word} />
      <ul class="node-facts">
        <li>{node.region}</li>
        <li>
          {node.lastHeartbeatAtMs === null ? (
            "No heartbeat yet"
          ) : (
            <>
              Heartbeat <Age atMs={node.lastHeartbeatAtMs} />
            </>
          )}
        </li>
        <li class={config.tone === "warning" ? "tone-warning" : ""}>{config.text}</li>
        {node.agentVersion && <li>Agent {node.agentVersion}</li>}
      </ul>
    </header>
  );
}

/** For the eye only: every cell of a row names itself to a screen reader. */
function ColumnHeads() {
  return (
    <div class="pool-heads" aria-hidden="true">
      <span>Pool</span>
      <span>Size / limits</span>
      <span>CPU</span>
      <span>RAM</span>
      <span class="legend">
        30 min <i class="key key-size" /> size <i class="key key-cpu" /> CPU
      </span>
    </div>
  );
}

function emptyText({ activeRevision }: NodeSectionProps["node"]): string {
  return activeRevision === null
    ? "No pools: this node has no config yet. Publish one, and its pools show up here."
    : "No pools: the published config names none.";
}
