import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createTRPCClient, httpLink, type TRPCClient } from "@trpc/client";
import type { SiteRouter } from "../core/contract/site-contract.ts";
import { migrateDatabase } from "../db/migrate.ts";
import { agentPart } from "./agent-part.ts";
import { buildHub, buildSite } from "./build.ts";
import { type DemoAccount, DemoAccounts } from "./demo-accounts.ts";
import type { DemoRegion } from "./demo-fleet.ts";
import { hubPart } from "./hub-part.ts";
import { identityPart } from "./identity-part.ts";
import { Part } from "./part.ts";
import { freePort } from "./port.ts";
import { type Credentials, cloudPart, demoConfig, makeCredentials } from "./simulated-cloud.ts";
import { sqldPart } from "./sqld-part.ts";
import { until } from "./wait.ts";

/** What to start, and where. */
export interface StackOptions {
  /** All state goes here; what is there is taken up again. */
  folder: string;
  /** The hub's port. */
  port: number;
  fleet: readonly DemoRegion[];
  agents: boolean;
  heartbeatIntervalSeconds: number;
  offlineAfterSeconds: number;
  /** With a local identity provider, through which people may sign in too. */
  sso?: boolean;
  /** Further variables of the hub; hub/env.ts says which there are. */
  variables?: Record<string, string>;
  /** Lines for a person: progress, and parts that died. */
  tell: (line: string) => void;
}

/** Everything of Tidepool on one machine, around a simulated cloud. */
export class Stack {
  readonly hubUrl: string;
  /** The hub's API, called with the rights of an administrator. */
  readonly site: TRPCClient<SiteRouter>;
  readonly parts = new Map<string, Part>();
  /** Addresses of the simulated regions. */
  readonly clouds = new Map<string, string>();
  readonly #options: StackOptions;
  readonly #accounts: DemoAccounts;
  #ssoVariables: Record<string, string> = {};
  databaseUrl = "";

  constructor(options: StackOptions) {
    this.#options = options;
    this.hubUrl = `http://127.0.0.1:${options.port}`;
    this.#accounts = new DemoAccounts(options.folder, this.hubUrl);
    this.site = createTRPCClient<SiteRouter>({
      links: [httpLink({ url: `${this.hubUrl}/trpc`, headers: () => this.#accounts.headers() })],
    });
  }

  /** Resolves when the hub answers, the clouds too, and every agent has its config. */
  async start(): Promise<void> {
    const { folder, fleet, tell } = this.#options;
    mkdirSync(join(folder, "logs"), { recursive: true });
    const credentials = makeCredentials(
      join(folder, "oci"),
      fleet.map(({ region }) => region),
    );
    if (this.#options.sso) await this.#startIdentityProvider();
    tell("Building the site and the hub, unless that was done; starting the database …");
    await Promise.all([this.#startDatabase(), buildSite(), buildHub()]);
    await Promise.all([
      this.#startHub(),
      ...fleet.map((demo) => this.#startCloud(demo, credentials)),
    ]);
    await this.#accounts.ensure();
    tell(`The hub answers, and ${fleet.length} simulated regions do.`);
    if (!this.#options.agents) return;
    await this.#startAgents(credentials);
    tell(`${fleet.length} agents are at work.`);
  }

  /** Ends every part, agents first, so that they can still report; the database last. */
  async stop(): Promise<void> {
    const [agents, others] = ["agent", "cloud"].map((kind) => this.#partsOf(kind));
    await Promise.all([...(agents ?? [])].map((part) => part.stop()));
    const rest = [...(others ?? []), ...this.#partsOf("hub"), ...this.#partsOf("identity")];
    await Promise.all(rest.map((part) => part.stop(3000)));
    await Promise.all(this.#partsOf("database").map((part) => part.stop()));
  }

  /** Who can sign in; known once the stack has started. */
  get accounts(): readonly DemoAccount[] {
    return this.#accounts.all;
  }

  /** The part of that name; throws where there is none. */
  part(name: string): Part {
    const part = this.parts.get(name);
    if (!part)
      throw new Error(`There is no part "${name}", only ${[...this.parts.keys()].join(", ")}`);
    return part;
  }

  async #startDatabase(): Promise<void> {
    const { folder } = this.#options;
    const port = await freePort();
    this.databaseUrl = `http://127.0.0.1:${port}`;
    this.#run(new Part(sqldPart(folder, port, this.#logFile("database")), this.#options.tell));
    await until("the database to answer", () => answers(`${this.databaseUrl}/health`));
    writeFileSync(join(folder, "database-url"), `${this.databaseUrl}\n`);
    await migrateDatabase(this.databaseUrl, null);
  }

  async #startIdentityProvider(): Promise<void> {
    const { folder, tell } = this.#options;
    const { spec, variables } = identityPart({
      folder: join(folder, "identity"),
      port: await freePort(),
      hubUrl: this.hubUrl,
      logFile: this.#logFile("identity"),
    });
    this.#run(new Part(spec, tell));
    this.#ssoVariables = variables;
    const keys = `${variables.KEYCLOAK_SERVER_URL}/realms/${variables.KEYCLOAK_REALM}/protocol/openid-connect/certs`;
    await until("the identity provider to answer", () => answers(keys));
  }

  async #startHub(): Promise<void> {
    const { folder, port, offlineAfterSeconds, heartbeatIntervalSeconds, variables, tell } =
      this.#options;
    const spec = hubPart({
      folder: join(folder, "hub"),
      port,
      logFile: this.#logFile("hub"),
      variables: {
        DATABASE_URL: this.databaseUrl,
        OFFLINE_AFTER_SECONDS: String(offlineAfterSeconds),
        SETUP_TOKEN: this.#accounts.setupToken,
        // Twice what an agent sends by itself.
        HEARTBEATS_PER_MINUTE: String(Math.ceil(120 / heartbeatIntervalSeconds)),
        SIMULATION: "true",
        ...this.#ssoVariables,
        ...variables,
      },
    });
    this.#run(new Part(spec, tell));
    await until("the hub to answer", () => answers(`${this.hubUrl}/healthz`));
  }

  async #startCloud(demo: DemoRegion, credentials: Credentials): Promise<void> {
    const { folder, tell } = this.#options;
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const logFile = this.#logFile(`cloud-${demo.region}`);
    const place = { folder: join(folder, "cloud"), port, logFile };
    this.#run(new Part(cloudPart(demo, credentials, place), tell));
    await until(`the simulated region ${demo.region}`, () => answers(`${url}/sim/state`));
    this.clouds.set(demo.region, url);
  }

  async #startAgents(credentials: Credentials): Promise<void> {
    const { fleet } = this.#options;
    const known = await this.site.nodes.query();
    for (const demo of fleet) {
      const registered = known.some(({ name }) => name === demo.nodeName);
      const token = registered ? null : await this.#enrolmentToken(demo);
      this.#run(new Part(this.#agentSpec(demo, credentials, token), this.#options.tell));
    }
    await Promise.all(fleet.map((demo) => this.#configure(demo)));
  }

  async #enrolmentToken({ region }: DemoRegion): Promise<string> {
    return (await this.site.createEnrolmentToken.mutate({ region })).token;
  }

  #agentSpec({ nodeName, region }: DemoRegion, { configFile }: Credentials, token: string | null) {
    return agentPart({
      nodeName,
      region,
      hubUrl: this.hubUrl,
      cloudUrl: this.clouds.get(region) ?? "",
      ociConfigFile: configFile,
      folder: join(this.#options.folder, "agents", nodeName),
      logFile: this.#logFile(`agent-${nodeName}`),
      heartbeatIntervalSeconds: this.#options.heartbeatIntervalSeconds,
      enrolmentToken: token,
    });
  }

  /** Publishes the demo's config for a node that has none; a person's own stays. */
  async #configure(demo: DemoRegion): Promise<void> {
    const node = await until(`the agent of ${demo.region} to register`, async () =>
      (await this.site.nodes.query()).find(({ name }) => name === demo.nodeName),
    );
    if (node.activeRevision !== null) return;
    const yaml = demoConfig(demo);
    await this.site.publishConfig.mutate({ nodeId: node.id, yaml, expectedRevision: 0 });
  }

  #run(part: Part): void {
    this.parts.set(part.spec.name, part);
    part.start();
  }

  #partsOf(kind: string): Part[] {
    return [...this.parts.values()].filter(({ spec }) => spec.name.startsWith(kind));
  }

  #logFile(name: string): string {
    return join(this.#options.folder, "logs", `${name}.log`);
  }
}

async function answers(url: string): Promise<boolean> {
  return (await fetch(url, { signal: AbortSignal.timeout(3000) })).ok;
}
