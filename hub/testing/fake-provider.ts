import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from "jose";

export const clientId = "tidepool";
export const clientSecret = "a secret of the client";

/** Whom the provider vouches for. */
export interface ProviderUser {
  sub: string;
  email?: string;
  email_verified?: boolean;
  preferred_username?: string;
  name?: string;
  groups?: string[];
}

interface Grant {
  user: ProviderUser;
  nonce: string;
  challenge: string;
}

type Keys = Awaited<ReturnType<typeof generateKeyPair>>;

/** How an ID token is made from its claims; the honest way, or any other. */
export type Forge = (claims: JWTPayload, keys: { kid: string; keys: Keys }) => Promise<string>;

const honest: Forge = (claims, { kid, keys }) =>
  new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid }).sign(keys.privateKey);

/**
 * An identity provider with Keycloak's paths that checks what a provider has to check, and whose
 * tokens a test may forge.
 */
export class FakeProvider {
  forge: Forge = honest;
  /** How often its keys were asked for. */
  keysAsked = 0;
  readonly #grants = new Map<string, Grant>();
  readonly #server: Server;
  #keys: Keys;
  #kid = "first";

  private constructor(server: Server, keys: Keys) {
    this.#server = server;
    this.#keys = keys;
  }

  static async start(): Promise<FakeProvider> {
    const keys = await generateKeyPair("RS256", { extractable: true });
    const server = createServer();
    const provider = new FakeProvider(server, keys);
    server.on("request", (request, response) => {
      void provider.#answer(request).then(({ status, body }) => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return provider;
  }

  get serverUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get realmUrl(): string {
    return `${this.serverUrl}/realms/test`;
  }

  /** The variables with which a hub uses it. */
  get variables(): Record<string, string> {
    return {
      KEYCLOAK_SERVER_URL: this.serverUrl,
      KEYCLOAK_REALM: "test",
      KEYCLOAK_CLIENT_ID: clientId,
      KEYCLOAK_CLIENT_SECRET: clientSecret,
    };
  }

  /** The user agrees: the address to which the provider sends the browser back. */
  approve(authorizationUrl: string, user: ProviderUser): URL {
    const asked = new URL(authorizationUrl).searchParams;
    const code = crypto.randomUUID();
    const [nonce = "", challenge = ""] = ["nonce", "code_challenge"].map(
      (name) => asked.get(name) ?? "",
    );
    this.#grants.set(code, { user, nonce, challenge });
    const back = new URL(asked.get("redirect_uri") ?? "");
    back.searchParams.set("code", code);
    back.searchParams.set("state", asked.get("state") ?? "");
    back.searchParams.set("iss", this.realmUrl);
    return back;
  }

  /** New signing keys under a new id; the old ones are gone. */
  async rotateKeys(): Promise<void> {
    this.#keys = await generateKeyPair("RS256", { extractable: true });
    this.#kid = `key-${crypto.randomUUID()}`;
  }

  publicKeyPem(): Promise<string> {
    return exportSPKI(this.#keys.publicKey as never);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const path = request.url?.replace("/realms/test/protocol/openid-connect", "");
    if (path === "/certs") {
      this.keysAsked += 1;
      const key = { ...(await exportJWK(this.#keys.publicKey)), kid: this.#kid, use: "sig" };
      return { status: 200, body: { keys: [{ ...key, alg: "RS256" }] } };
    }
    if (path !== "/token" || request.method !== "POST") return { status: 404, body: {} };
    return this.#token(request.headers.authorization, new URLSearchParams(await bodyOf(request)));
  }

  async #token(authorization: string | undefined, body: URLSearchParams) {
    const expected = `Basic ${btoa(`${clientId}:${clientSecret}`)}`;
    if (authorization !== expected) return { status: 401, body: { error: "invalid_client" } };
    const code = body.get("code") ?? "";
    const grant = this.#grants.get(code);
    // A code is good once.
    this.#grants.delete(code);
    const verifier = body.get("code_verifier") ?? "";
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    if (!grant || challenge !== grant.challenge) {
      return { status: 400, body: { error: "invalid_grant" } };
    }
    const nowSeconds = Math.floor(Date.now() / 1000);
    const claims = {
      ...grant.user,
      iss: this.realmUrl,
      aud: clientId,
      azp: clientId,
      iat: nowSeconds,
      exp: nowSeconds + 60,
      nonce: grant.nonce,
    };
    const idToken = await this.forge(claims, { kid: this.#kid, keys: this.#keys });
    const tokens = { access_token: "unused", token_type: "Bearer", id_token: idToken };
    return { status: 200, body: tokens };
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}
