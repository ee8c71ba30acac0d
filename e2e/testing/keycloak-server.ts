import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { freePort } from "../../stack/port.ts";
import { until } from "../../stack/wait.ts";
import { keycloakFolder } from "./keycloak-distribution.ts";

const startTimeoutMs = 180_000;
const administrator = "root";
/** Becomes the program that is named, and kills the process group when its own input ends. */
const untilInputEnds = 'exec 3<&0; { read -r _ <&3; kill -9 0; } & exec "$@" </dev/null 3<&-';

/** A real Keycloak with its data in memory. It ends with stop(), and when the tests are killed. */
export class KeycloakServer {
  readonly url: string;
  readonly #password = randomBytes(24).toString("base64url");
  readonly #child: ChildProcessWithoutNullStreams;
  #log = "";

  private constructor(port: number) {
    this.url = `http://127.0.0.1:${port}`;
    const program = ["sh", join(keycloakFolder, "bin", "kc.sh"), "start-dev"];
    const options = ["--db=dev-mem", "--http-host=127.0.0.1", `--http-port=${port}`];
    this.#child = spawn("sh", ["-c", untilInputEnds, "sh", ...program, ...options], {
      stdio: "pipe",
      detached: true,
      env: {
        ...process.env,
        KC_BOOTSTRAP_ADMIN_USERNAME: administrator,
        KC_BOOTSTRAP_ADMIN_PASSWORD: this.#password,
        JAVA_OPTS_KC_HEAP: "-Xms64m -Xmx512m",
      },
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        this.#log = `${this.#log}${chunk}`.slice(-20_000);
      });
    }
  }

  /** Resolves when it answers; throws an Error with the end of its log when it does not. */
  static async start(): Promise<KeycloakServer> {
    const server = new KeycloakServer(await freePort());
    try {
      await server.#ready();
    } catch (error) {
      await server.stop();
      const tail = server.#log.split("\n").slice(-25).join("\n");
      throw new Error(`Keycloak did not start. The end of its log:\n${tail}`, { cause: error });
    }
    return server;
  }

  /** Asks Keycloak's admin API; gives the answer's body, if it has one. Throws on refusal. */
  async admin<Answer = void>(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await fetch(`${this.url}/admin/realms${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.#accessToken()}`,
        "content-type": "application/json",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`Keycloak: ${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text || "null");
  }

  /** Its data is in memory: there is nothing to put away first. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.stdin.end();
    if (!this.#isOver) await ended;
  }

  get #isOver(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  async #ready(): Promise<void> {
    const isReady = async () => (await fetch(`${this.url}/realms/master`)).ok;
    const answer = async () => this.#isOver || (await isReady());
    await until("Keycloak to answer", answer, { timeoutMs: startTimeoutMs, everyMs: 500 });
    if (this.#isOver) throw new Error(`It ended with exit code ${this.#child.exitCode}.`);
  }

  /** Lives for a minute; so there is a new one for each call. */
  async #accessToken(): Promise<string> {
    const answer = await fetch(`${this.url}/realms/master/protocol/openid-connect/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "password",
        client_id: "admin-cli",
        username: administrator,
        password: this.#password,
      }),
    });
    if (!answer.ok) throw new Error(`Keycloak refuses its administrator: ${await answer.text()}`);
    return ((await answer.json()) as { access_token: string }).access_token;
  }
}
