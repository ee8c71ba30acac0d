interface AgentStart {
  /** The hub's origin. */
  hubUrl: string;
  /** Null where the token is good for any region. */
  region: string | null;
  token: string;
}

/** What to type on the VM to enrol an agent, as in docs/agents.md. */
export function agentSnippet({ hubUrl, region, token }: AgentStart): string {
  const variables = [
    `HUB_URL=${hubUrl}`,
    "NODE_NAME=NAME-OF-THE-NODE",
    `NODE_REGION=${region ?? "OCI-REGION-OF-THE-VM"}`,
    "STATE_DIR=/var/lib/tidepool",
    `ENROLMENT_TOKEN=${token}`,
  ];
  return `${variables.join(" \\\n")} \\\nnpm run agent`;
}
