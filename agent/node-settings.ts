/** What makes this agent this node; from the environment. */
export interface NodeSettings {
  nodeName: string;
  region: string;
  /** Null once the node is enrolled and the token taken away. */
  enrolmentToken: string | null;
  heartbeatIntervalSeconds: number;
}

export const agentVersion = "0.1.0";
