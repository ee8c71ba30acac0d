import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { exportJWK, generateKeyPair } from "jose";
import Provider, { type Configuration } from "oidc-provider";

/** Somebody whom the provider knows; there are no passwords in it. */
export interface IdentityUser {
  sub: string;
  email: string;
  name: string;
  groups: string[];
}

/** A realm with one client. */
export interface IdentityOptions {
  port: number;
  realm: string;
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  afterSignOut: string;
  users: IdentityUser[];
}

export interface RunningIdentityProvider {
  /** The issuer: where Keycloak would have the realm. */
  realmUrl: string;
  close(): Promise<void>;
}

/**
 * A certified OpenID provider under the paths that Keycloak has, for demonstrations and tests.
 * Everybody may be anybody: its sign-in page is a list of its users.
 */
export async function startIdentityProvider(
  options: IdentityOptions,
): Promise<RunningIdentityProvider> {
  const origin = `http://127.0.0.1:${options.port}`;
  const realmUrl = `${origin}/realms/${options.realm}`;
  const provider = new Provider(realmUrl, await configuration(options));
  const answer = provider.callback();
  const server = createServer((request, response) => {
    const handled = request.url?.startsWith("/interaction/")
      ? interact(provider, options.users, request, response)
      : answer(request, response);
    handled.catch((error: unknown) => {
      console.error("The identity provider failed:", error);
      if (!response.headersSent) response.writeHead(500);
      response.end("The identity provider failed; see its log.");
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { realmUrl, close };
}

async function configuration(options: IdentityOptions): Promise<Configuration> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const signingKey = { ...(await exportJWK(privateKey)), kid: "demo", alg: "RS256", use: "sig" };
  const path = (name: string) => `/realms/${options.realm}/protocol/openid-connect/${name}`;
  return {
    clients: [
      {
        client_id: options.clientId,
        client_secret: options.clientSecret,
        redirect_uris: [options.redirectUri],
        post_logout_redirect_uris: [options.afterSignOut],
      },
    ],
    claims: {
      openid: ["sub"],
      profile: ["name", "preferred_username", "groups"],
      email: ["email", "email_verified"],
    },
    // As Keycloak does it: what the scopes give is in the ID token.
    conformIdTokenClaims: false,
    cookies: { keys: [randomBytes(32).toString("base64url")] },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: true, logoutSource: signOutAtOnce },
    },
    findAccount: (_ctx, sub) => {
      const user = options.users.find((one) => one.sub === sub);
      return user && { accountId: sub, claims: async () => claimsOf(user) };
    },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    jwks: { keys: [signingKey] },
    loadExistingGrant: async ({ oidc }) => {
      const { provider, session, client } = oidc;
      const grant = new provider.Grant({
        accountId: session?.accountId ?? "",
        clientId: client?.clientId ?? "",
      });
      grant.addOIDCScope("openid profile email");
      await grant.save();
      return grant;
    },
    pkce: { required: () => true },
    routes: {
      authorization: path("auth"),
      end_session: path("logout"),
      jwks: path("certs"),
      token: path("token"),
      userinfo: path("userinfo"),
    },
    ttl: { Session: 3600, Grant: 3600, IdToken: 3600, Interaction: 600, AccessToken: 300 },
  };
}

function claimsOf({ sub, email, name, groups }: IdentityUser) {
  return { sub, email, email_verified: true, name, preferred_username: sub, groups };
}

/** The provider's form asks whether to sign out; whoever comes here has said so already. */
async function signOutAtOnce(ctx: { body: unknown }, form: string): Promise<void> {
  ctx.body = `<!doctype html><title>Signing out</title>${form}
<script>const f = document.forms[0]; const i = document.createElement("input");
i.type = "hidden"; i.name = "logout"; i.value = "yes"; f.append(i); f.submit();</script>`;
}

async function interact(
  provider: Provider,
  users: readonly IdentityUser[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chosen = new URL(request.url ?? "/", "http://localhost").searchParams.get("user");
  if (chosen === null) {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    response.end(chooserPage(users));
    return;
  }
  const user = users.find(({ sub }) => sub === chosen);
  const result = user
    ? { login: { accountId: user.sub } }
    : { error: "access_denied", error_description: "The person went away." };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

function chooserPage(users: readonly IdentityUser[]): string {
  const rows = users.map(
    ({ sub, name, groups }) =>
      `<li><a href="?user=${encodeURIComponent(sub)}">${escaped(name)}</a> ${escaped(groups.join(", ") || "in no group")}</li>`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Demo identity provider</title>
<style>body{font:16px/1.5 system-ui;max-width:28rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark}li{margin:.6rem 0;color:GrayText}a{font-weight:600}</style>
<h1>Who are you?</h1><p>This stands in for your company's Keycloak; nobody has a password.</p>
<ul>${rows.join("")}<li><a href="?user=">Nobody: refuse to sign in</a></li></ul></html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
