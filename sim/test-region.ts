import { generateKeyPairSync } from "node:crypto";
import {
  DefaultRequestSigner,
  type HttpRequest,
  Region,
  SimpleAuthenticationDetailsProvider,
} from "oci-common";
import { ComputeManagementClient } from "oci-core";
import { MonitoringClient } from "oci-monitoring";
import { WorkRequestClient } from "oci-workrequests";
import { type RegionOptions, type RunningRegion, startRegion } from "./region.ts";

/** What the tests of this folder share: a region with a clock that stands, and the real SDK. */

export const COMPARTMENT = "ocid1.compartment.oc1..sim";
export const WEB = "ocid1.instancepool.oc1..web";
export const BATCH = "ocid1.instancepool.oc1..batch";

const TENANCY = "ocid1.tenancy.oc1..sim";
const USER = "ocid1.user.oc1..sim";
const FINGERPRINT = "20:3b:97:13:55:1c:aa:66:10:20:30:40:50:60:70:80";
export const KEY_ID = `${TENANCY}/${USER}/${FINGERPRINT}`;

const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
export const PUBLIC_KEY_PEM = keys.publicKey.export({ type: "spki", format: "pem" }).toString();
const PRIVATE_KEY_PEM = keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString();

export function scenario(): RegionOptions {
  return {
    region: "us-ashburn-1",
    compartment_id: COMPARTMENT,
    keys: [{ key_id: KEY_ID, public_key_pem: PUBLIC_KEY_PEM }],
    metric_minute_seconds: 5,
    metrics_lag_seconds: 5,
    boot_seconds: 20,
    pools: [
      { id: WEB, display_name: "web", size: 4, demand: { kind: "flat", level: 2 } },
      { id: BATCH, display_name: "batch", size: 1, demand: { kind: "flat", level: 3 } },
    ],
  };
}

/** Stands until it is moved. Starts at the real time, so that the SDK's signatures are in date. */
export class TestClock {
  ms = Math.floor(Date.now() / 5000) * 5000;
  pass(seconds: number): void {
    this.ms += seconds * 1000;
  }
}

export interface TestRegion extends RunningRegion {
  clock: TestClock;
  compute: ComputeManagementClient;
  monitoring: MonitoringClient;
  workRequests: WorkRequestClient;
}

export function authentication(fingerprint = FINGERPRINT): SimpleAuthenticationDetailsProvider {
  return new SimpleAuthenticationDetailsProvider(
    TENANCY,
    USER,
    fingerprint,
    PRIVATE_KEY_PEM,
    null,
    Region.US_ASHBURN_1,
  );
}

export async function startTestRegion(
  changes: Partial<RegionOptions> = {},
  clock = new TestClock(),
): Promise<TestRegion> {
  const region = await startRegion({ ...scenario(), now: () => clock.ms, ...changes });
  const authenticationDetailsProvider = authentication();
  const compute = new ComputeManagementClient({ authenticationDetailsProvider });
  const monitoring = new MonitoringClient({ authenticationDetailsProvider });
  const workRequests = new WorkRequestClient({ authenticationDetailsProvider });
  for (const client of [compute, monitoring, workRequests]) client.endpoint = region.url;
  return { ...region, clock, compute, monitoring, workRequests };
}

/** The headers with which the SDK's own signer signs a request; for what its clients would not send. */
export async function signedHeaders(
  method: HttpRequest["method"],
  uri: string,
  sent: { body?: string; fingerprint?: string; date?: Date } = {},
): Promise<Record<string, string>> {
  const headers = new Headers({ "content-type": "application/json" });
  if (sent.date !== undefined) headers.set("x-date", sent.date.toUTCString());
  const request = { method, uri, headers, ...(sent.body ? { body: sent.body } : {}) };
  await new DefaultRequestSigner(authentication(sent.fingerprint)).signHttpRequest(request);
  return Object.fromEntries(headers);
}

/** Status and code of the error that a call ends with; fails the test when it succeeds. */
export async function refusal(
  call: Promise<unknown>,
): Promise<{ status: number; code: string; message: string }> {
  const error = await call.then(
    () => {
      throw new Error("the call succeeded");
    },
    (failure: { statusCode: number; serviceCode: string; message: string }) => failure,
  );
  return { status: error.statusCode, code: error.serviceCode, message: error.message };
}
