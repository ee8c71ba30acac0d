import type {
  NodeStatus,
  NodeSummary,
  PoolStatus,
  PoolSummary,
} from "../../../core/contract/site-contract.ts";

export type Tone = "good" | "warning" | "bad" | "inactive";

/** How a node or pool stands: a tone for the eye, a word for everyone. */
export interface Standing {
  tone: Tone;
  word: string;
  /** One line of why; null where the word says it all. */
  reason: string | null;
}

export interface PoolStanding extends Standing {
  needsAttention: boolean;
  /** The numbers shown are not those of now. */
  numbersAreOld: boolean;
}

/** A node counts as active up to this heartbeat age; a pool's numbers count as current as long. */
const currentForMs = 10 * 60_000;

const nodeWords: Record<NodeStatus, { tone: Tone; word: string }> = {
  ACTIVE: { tone: "good", word: "Active" },
  ERROR: { tone: "bad", word: "Error" },
  OFFLINE: { tone: "bad", word: "Offline" },
  INACTIVE: { tone: "inactive", word: "Never seen" },
};

const poolWords: Record<PoolStatus, { tone: Tone; word: string }> = {
  healthy: { tone: "good", word: "Healthy" },
  warning: { tone: "warning", word: "Warning" },
  error: { tone: "bad", word: "Error" },
};

export function nodeStanding(node: Pick<NodeSummary, "status" | "statusReason">): Standing {
  // A node of a newer hub may have a status that this page does not know.
  const known = nodeWords[node.status] ?? { tone: "warning", word: node.status };
  return { ...known, reason: node.status === "ACTIVE" ? null : node.statusReason };
}

/**
 * How a pool stands. What its node last said holds only while the node is in touch: a pool of a
 * node that went offline, or whose numbers are over 10 min old, never reads as healthy.
 */
export function poolStanding(
  pool: Pick<PoolSummary, "latest" | "status" | "statusReason">,
  nodeStatus: NodeStatus,
  nowMs: number,
): PoolStanding {
  const { latest, status, statusReason } = pool;
  if (status === null || (latest === null && status !== "error")) return neverReported(nodeStatus);
  const known = poolWords[status] ?? { tone: "warning", word: status };
  const numbersAreOld = latest !== null && nowMs - latest.atMs > currentForMs;
  if (nodeStatus === "OFFLINE") {
    const reason = `The node is offline; it last reported ${known.word.toLowerCase()}`;
    return { tone: "bad", word: "Offline", reason, needsAttention: true, numbersAreOld: true };
  }
  // A pool that can not be read says so with every heartbeat, and its last numbers grow old.
  if (numbersAreOld && status !== "error") {
    const reason = `No report for over 10 min; the last one said ${known.word.toLowerCase()}`;
    return { tone: "warning", word: "Silent", reason, needsAttention: true, numbersAreOld: true };
  }
  const needsAttention = known.tone !== "good";
  return {
    ...known,
    reason: needsAttention ? statusReason : null,
    needsAttention,
    numbersAreOld,
  };
}

function neverReported(nodeStatus: NodeStatus): PoolStanding {
  const offline = nodeStatus === "OFFLINE";
  return {
    tone: offline ? "bad" : "inactive",
    word: offline ? "Offline" : "No report",
    reason: offline
      ? "The node went offline before it reported this pool"
      : "The node has not reported this pool yet",
    needsAttention: offline,
    numbersAreOld: false,
  };
}
