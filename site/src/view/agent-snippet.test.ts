import { expect, test } from "vitest";
import { agentSnippet } from "./agent-snippet.ts";

const given = { hubUrl: "https://hub.example.com", token: "enrol_x" };

test("agentSnippet() is one shell command with everything the agent needs", () => {
  const snippet = agentSnippet({ ...given, region: "us-ashburn-1" });
  expect(snippet.replaceAll(" \\\n", " ")).toBe(
    "HUB_URL=https://hub.example.com NODE_NAME=NAME-OF-THE-NODE NODE_REGION=us-ashburn-1 " +
      "STATE_DIR=/var/lib/tidepool ENROLMENT_TOKEN=enrol_x npm run agent",
  );
});

test("agentSnippet() leaves the region to be filled in when the token has none", () => {
  expect(agentSnippet({ ...given, region: null })).toContain("NODE_REGION=OCI-REGION-OF-THE-VM");
});
