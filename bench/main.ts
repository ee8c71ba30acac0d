import { benchDecisions } from "./decisions.ts";
import { benchHeartbeats } from "./heartbeats.ts";

benchDecisions();
await benchHeartbeats();
