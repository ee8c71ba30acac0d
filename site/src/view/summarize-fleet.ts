import type { OverviewOutput } from "../../../core/contract/site-contract.ts";
import { counted, listed } from "./format.ts";
import { nodeStanding, poolStanding, type Tone } from "./standing.ts";

/** One thing to look at, with the way to it. */
export interface AttentionItem {
  href: string;
  label: string;
  tone: Tone;
  word: string;
  reason: string | null;
}

/** The line that says in five seconds whether every pool is healthy. */
export interface FleetSummary {
  tone: Tone;
  headline: string;
  /** Worst first. */
  items: AttentionItem[];
}

type Nodes = OverviewOutput["nodes"];

export function summarizeFleet({
  nodes,
  asOfMs,
}: Pick<OverviewOutput, "nodes" | "asOfMs">): FleetSummary {
  const nodeItems = nodes.flatMap(nodeItem);
  const poolItems = nodes.flatMap((node) => poolItemsOf(node, asOfMs));
  const items = [...nodeItems, ...poolItems.filter(({ covered }) => !covered)]
    .map(({ covered: _, ...item }) => item)
    .toSorted((a, b) => rank[a.tone] - rank[b.tone]);
  const [worst] = items;
  if (!worst) return { ...quiet(nodes), items };
  const counts = { pools: poolItems.length, nodes: nodeItems.length };
  return { tone: worst.tone, headline: attentionHeadline(counts, items), items };
}

const rank: Record<Tone, number> = { bad: 0, warning: 1, inactive: 2, good: 3 };

function attentionHeadline(
  counts: { pools: number; nodes: number },
  items: readonly AttentionItem[],
): string {
  const subjects = [
    ...(counts.pools > 0 ? [counted(counts.pools, "pool")] : []),
    ...(counts.nodes > 0 ? [counted(counts.nodes, "node")] : []),
  ];
  const verb = counts.pools + counts.nodes === 1 ? "needs" : "need";
  const labels = items.map(({ label }) => label);
  return `${subjects.join(" and ")} ${verb} attention: ${listed(labels, 2)}`;
}

function quiet(nodes: Nodes): Omit<FleetSummary, "items"> {
  const pools = nodes.flatMap((node) => node.pools);
  if (nodes.length === 0) return { tone: "inactive", headline: "No nodes yet" };
  if (pools.length === 0) return { tone: "inactive", headline: "No pools yet" };
  const unseen = pools.filter(({ latest, status }) => latest === null || status === null).length;
  if (unseen === 0) {
    return {
      tone: "good",
      headline:
        pools.length === 1 ? "The one pool is healthy" : `All ${pools.length} pools healthy`,
    };
  }
  const verb = unseen === 1 ? "has" : "have";
  return {
    tone: "inactive",
    headline: `${pools.length - unseen} of ${counted(pools.length, "pool")} healthy, ${unseen} ${verb} not reported yet`,
  };
}

/** Covered: its node's own item says it already. One cause, one line. */
type Candidate = AttentionItem & { covered: boolean };

function nodeItem(node: Nodes[number]): Candidate[] {
  const { tone, word, reason } = nodeStanding(node);
  if (tone !== "bad" && tone !== "warning") return [];
  return [{ href: `#node-${node.id}`, label: node.name, tone, word, reason, covered: false }];
}

function poolItemsOf(node: Nodes[number], asOfMs: number): Candidate[] {
  return node.pools.flatMap((pool) => {
    const standing = poolStanding(pool, node.status, asOfMs);
    if (!standing.needsAttention) return [];
    const { tone, word, reason } = standing;
    const covered = node.status === "OFFLINE";
    return [{ href: `#pool-${pool.id}`, label: pool.name, tone, word, reason, covered }];
  });
}
