import { initTRPC, TRPCError } from "@trpc/server";
import { createHTTPServer } from "@trpc/server/adapters/standalone";
import {
  type HeartbeatInput,
  heartbeatInput,
  registerInput,
  reportInput,
} from "../../core/contract/agent-contract.ts";
import type { HubEvent, StoredConfig } from "../ports.ts";

/** What a test sees of the hub, and steers. */
export interface FakeHub {
  url: string;
  /** By id, in the order of arrival; what arrived again is not here twice. */
  events: Map<string, HubEvent>;
  heartbeats: HeartbeatInput[];
  registrationIds: string[];
  config: StoredConfig | null;
  /** While set, every call but `register` ends in this error. */
  failure: TRPCError["code"] | null;
  /** Ids of events that the hub refuses as malformed. */
  poison: Set<string>;
  close(): Promise<void>;
}

const apiKey = "ask_test";

/** A hub over real HTTP and tRPC that checks inputs by the contract and keeps everything. */
export async function startFakeHub(port = 0): Promise<FakeHub> {
  const hub: FakeHub = {
    url: "",
    events: new Map(),
    heartbeats: [],
    registrationIds: [],
    config: null,
    failure: null,
    poison: new Set(),
    close: () => Promise.resolve(),
  };
  const server = createHTTPServer({
    router: routerOf(hub),
    basePath: "/agent/",
    createContext: ({ req }) => ({ key: req.headers.authorization ?? "" }),
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  hub.url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  hub.close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return hub;
}

function routerOf(hub: FakeHub) {
  const { procedure, router } = initTRPC.context<{ key: string }>().create({ isDev: false });
  const keyed = procedure.use(({ ctx, next }) => {
    if (hub.failure) throw new TRPCError({ code: hub.failure, message: "as the test asks" });
    if (ctx.key !== `Bearer ${apiKey}`) throw new TRPCError({ code: "UNAUTHORIZED" });
    return next();
  });
  return router({
    register: procedure.input(registerInput).mutation(({ input }) => {
      if (input.enrolmentToken !== "token") throw new TRPCError({ code: "UNAUTHORIZED" });
      hub.registrationIds.push(input.registrationId);
      return { nodeId: "node", apiKey };
    }),
    heartbeat: keyed.input(heartbeatInput).mutation(({ input }) => {
      hub.heartbeats.push(input);
      const revision = hub.config?.revision ?? null;
      return {
        configUpdateNeeded: input.configRevision !== revision,
        keyRotationNeeded: false,
        receivedAtMs: Date.now(),
      };
    }),
    config: keyed.query(() => hub.config),
    report: keyed.input(reportInput).mutation(({ input }) => {
      if (input.events.some(({ id }) => hub.poison.has(id))) {
        throw new TRPCError({ code: "BAD_REQUEST", message: "poison" });
      }
      for (const event of input.events as HubEvent[]) {
        if (!hub.events.has(event.id)) hub.events.set(event.id, event);
      }
      return { accepted: input.events.length };
    }),
  });
}
