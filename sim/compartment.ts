import { notFound, OciError } from "./oci-error.ts";
import type { Scenario } from "./scenario.ts";

/** Requires the query's compartmentId to be the region's; with its subtree, the tenancy will do. */
export function requireCompartment(scenario: Scenario, query: URLSearchParams): void {
  const asked = query.get("compartmentId");
  if (asked === null || asked === "") {
    throw new OciError(400, "MissingParameter", "The query parameter compartmentId is missing.");
  }
  const inTenancy = scenario.keys.some((key) => key.key_id.split("/")[0] === asked);
  const subtree = query.get("compartmentIdInSubtree") === "true";
  if (asked !== scenario.compartment_id && !(inTenancy && subtree)) throw notFound();
}
