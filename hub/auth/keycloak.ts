import { randomBytes } from "node:crypto";
import { generateCodeVerifier, generateState, KeyCloak } from "arctic";
import { jwtVerify } from "jose";
import { z } from "zod";
import { cleanText } from "../../core/contract/clean-text.ts";
import { realmKeys } from "./realm-keys.ts";

/** What the hub is told of a realm. */
export interface Realm {
  /** Also the issuer of its tokens. */
  realmUrl: string;
  clientId: string;
  clientSecret: string;
}

/** What a browser keeps between leaving for the provider and coming back. */
export interface SsoFlow {
  state: string;
  nonce: string;
  codeVerifier: string;
}

/** Who the provider says it is. `issuer` and `subject` together are that person for good. */
export interface SsoIdentity {
  issuer: string;
  subject: string;
  /** The email address, unless the provider says that nobody verified it: then the user name. */
  email: string;
  name: string;
  groups: string[];
  /** For the provider's own sign-out. */
  idToken: string;
}

/** Nobody was signed in; the message says why, for the audit log. */
export class SsoFailure extends Error {
  /** `refused`: the provider said no. `failed`: what came back is not to be trusted. */
  readonly kind: "refused" | "failed";

  constructor(kind: SsoFailure["kind"], message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "SsoFailure";
    this.kind = kind;
  }
}

const algorithms = ["RS256", "PS256", "ES256", "EdDSA"];
const scopes = ["openid", "profile", "email"];
const toleratedSkewSeconds = 30;
const timeoutMs = 10_000;

const claimsSchema = z.object({
  sub: z.string().min(1).max(255),
  nonce: z.string(),
  azp: z.string().optional(),
  email: cleanText(200).optional(),
  /** A mapper may make it a text. */
  email_verified: z.union([z.boolean(), z.string()]).optional(),
  preferred_username: cleanText(200).optional(),
  name: cleanText(200).optional(),
  groups: z.array(z.string()).max(1000).default([]),
});

/**
 * The one place that knows Arctic (docs/adr/0002-lucia-and-arctic.md). Without it: one URL with
 * its parameters, and one POST.
 *
 * The authorization-code flow with state, nonce and PKCE S256. Arctic reads ID tokens without
 * looking at their signature; here they are verified against the realm's keys.
 */
export class Keycloak {
  readonly #realm: Realm;
  readonly #client: KeyCloak;

  constructor(realm: Realm, redirectUri: string) {
    this.#realm = realm;
    this.#client = new KeyCloak(realm.realmUrl, realm.clientId, realm.clientSecret, redirectUri);
  }

  /** Where the browser goes to sign in, and what it has to bring back; `anew` asks even whom the provider knows. */
  begin({ anew }: { anew: boolean }): { url: URL; flow: SsoFlow } {
    const flow = {
      state: generateState(),
      nonce: randomBytes(32).toString("base64url"),
      codeVerifier: generateCodeVerifier(),
    };
    const url = this.#client.createAuthorizationURL(flow.state, flow.codeVerifier, scopes);
    url.searchParams.set("nonce", flow.nonce);
    if (anew) url.searchParams.set("prompt", "login");
    return { url, flow };
  }

  /**
   * Who came back.
   * @param answer the parameters with which the provider sent the browser back
   * @param flow what the browser kept; null when it kept nothing
   * Throws SsoFailure.
   */
  async finish(answer: URLSearchParams, flow: SsoFlow | null): Promise<SsoIdentity> {
    if (!flow) throw new SsoFailure("failed", "no sign-in was under way in this browser");
    if (answer.get("state") !== flow.state) throw new SsoFailure("failed", "wrong state");
    const issuer = answer.get("iss");
    if (issuer !== null && issuer !== this.#realm.realmUrl) {
      throw new SsoFailure(
        "failed",
        `the answer is from another provider: ${issuer.slice(0, 200)}`,
      );
    }
    const error = answer.get("error");
    if (error !== null) {
      const more = answer.get("error_description") ?? "";
      throw new SsoFailure(
        "refused",
        `the provider refused: ${error} ${more}`.slice(0, 300).trim(),
      );
    }
    const code = answer.get("code");
    if (!code) throw new SsoFailure("failed", "no code");
    const idToken = await this.#exchange(code, flow.codeVerifier);
    return this.#verified(idToken, flow.nonce);
  }

  /** Where the browser goes to be signed out at the provider too. */
  signOutUrl(idToken: string, afterwards: URL): string {
    const url = new URL(`${this.#realm.realmUrl}/protocol/openid-connect/logout`);
    url.searchParams.set("id_token_hint", idToken);
    url.searchParams.set("client_id", this.#realm.clientId);
    url.searchParams.set("post_logout_redirect_uri", afterwards.href);
    return url.href;
  }

  async #exchange(code: string, codeVerifier: string): Promise<string> {
    const late = new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
    });
    try {
      const tokens = await Promise.race([
        this.#client.validateAuthorizationCode(code, codeVerifier),
        late,
      ]);
      return tokens.idToken();
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new SsoFailure("failed", `the provider gave no token: ${message.slice(0, 200)}`, cause);
    }
  }

  async #verified(idToken: string, nonce: string): Promise<SsoIdentity> {
    const { realmUrl: issuer, clientId } = this.#realm;
    try {
      const { payload } = await jwtVerify(idToken, realmKeys(issuer), {
        issuer,
        audience: clientId,
        algorithms,
        clockTolerance: toleratedSkewSeconds,
        requiredClaims: ["exp", "iat", "sub", "nonce"],
      });
      const claims = claimsSchema.parse(payload);
      if (claims.nonce !== nonce) throw new Error("wrong nonce");
      const isForMany = Array.isArray(payload.aud) && payload.aud.length > 1;
      if (claims.azp === undefined ? isForMany : claims.azp !== clientId) {
        throw new Error("the token was issued to another client");
      }
      return identityOf(claims, issuer, idToken);
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new SsoFailure("failed", `the ID token is no good: ${message.slice(0, 200)}`, cause);
    }
  }
}

function identityOf(
  claims: z.infer<typeof claimsSchema>,
  issuer: string,
  idToken: string,
): SsoIdentity {
  const { sub, email, preferred_username: username, name, groups } = claims;
  const isUnverified = String(claims.email_verified) === "false";
  const told = (isUnverified ? undefined : email) ?? username ?? cleanText(255).parse(sub);
  // Who may choose a user name must not look like somebody else in the audit log.
  const known = isUnverified && told.includes("@") ? `${told} (not verified)` : told;
  return {
    issuer,
    subject: sub,
    email: known.toLowerCase(),
    name: name ?? username ?? known,
    groups,
    idToken,
  };
}
