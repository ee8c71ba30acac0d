import type { NodeSummary } from "../../../core/contract/site-contract.ts";
import type { Tone } from "./standing.ts";

/** Which revision the agent acts on, against the published one. */
export function configState({
  activeRevision,
  appliedRevision,
}: Pick<NodeSummary, "activeRevision" | "appliedRevision">): { tone: Tone; text: string } {
  if (activeRevision === null) return { tone: "inactive", text: "No config published" };
  if (appliedRevision === activeRevision) {
    return { tone: "good", text: `Config r${activeRevision} applied` };
  }
  const now = appliedRevision === null ? "none applied yet" : `r${appliedRevision} still applied`;
  return { tone: "warning", text: `Config r${activeRevision} published, ${now}` };
}
