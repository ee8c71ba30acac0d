import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Cloud } from "./cloud.ts";
import { type RegionControl, type RegionView, regionControl } from "./control.ts";
import { demandOf } from "./demand/demand.ts";
import { ociRoutes } from "./routes.ts";
import { parseScenario, type Scenario } from "./scenario.ts";
import { createRegionServer } from "./server.ts";
import { keyRing } from "./signature.ts";
import { readStateFile, writeStateFile } from "./state-file.ts";

export type { RegionControl } from "./control.ts";
export type { Fault } from "./faults.ts";
export type { Scenario } from "./scenario.ts";

export interface RegionOptions extends Scenario {
  /** 0 or absent: any free port. */
  port?: number;
  /** Where pools, work requests and updates survive a restart; absent: nowhere. */
  state_file?: string;
  /** Folder that recorded demand is relative to; the working directory when absent. */
  folder?: string;
  /** The region's clock, epoch ms; the real one when absent. */
  now?: () => number;
}

export interface RunningRegion extends RegionControl {
  /** What a client's `endpoint` is set to. */
  url: string;
  port: number;
  close(): Promise<void>;
}

/** How long requests under way may take to end when the region closes. */
const CLOSE_GRACE_MS = 500;

/**
 * Starts a simulated OCI region on 127.0.0.1. Rejects with InvalidField, which names the field, when
 * the scenario or the state file is wrong, and with EADDRINUSE when the port is taken.
 */
export async function startRegion(options: RegionOptions): Promise<RunningRegion> {
  const { port = 0, state_file: stateFile, folder = ".", now = Date.now, ...rest } = options;
  const scenario = parseScenario(rest);
  const demands = new Map(
    scenario.pools.map(({ id, demand }, i) => [id, demandOf(demand, folder, `pools[${i}].demand`)]),
  );
  const cloud = new Cloud(scenario, stateFile === undefined ? null : readStateFile(stateFile), {
    now,
    save: (state) => {
      if (stateFile !== undefined) writeStateFile(stateFile, state);
    },
  });
  const requests: RegionView["requests"] = {};
  const control = regionControl(cloud, demands, requests);
  const closing = new AbortController();
  const routes = ociRoutes(cloud, demands);
  const oci = { cloud, routes, keys: keyRing(scenario.keys), closing: closing.signal };
  const server = createRegionServer({ oci, control, requests });
  const boundPort = await listen(server, port);
  return {
    ...control,
    url: `http://127.0.0.1:${boundPort}`,
    port: boundPort,
    close: () => close(server, closing),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function close(server: Server, closing: AbortController): Promise<void> {
  closing.abort();
  return new Promise((resolve) => {
    const impatient = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
    server.close(() => {
      clearTimeout(impatient);
      resolve();
    });
    server.closeIdleConnections();
  });
}
