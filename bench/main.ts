import { benchHeartbeats } from "./heartbeats.ts";

await benchHeartbeats();
