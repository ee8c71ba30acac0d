import { sitePath } from "../core/contract/site-path.ts";
import type { Caller } from "./auth/caller.ts";
import { cookieFor } from "./auth/deployment.ts";
import { groupRoles } from "./auth/group-roles.ts";
import type { SsoFlow, SsoIdentity } from "./auth/keycloak.ts";
import type { Edge } from "./edge.ts";
import { refuse } from "./refuse.ts";
import { ssoReason } from "./sso-reason.ts";

const flowSeconds = 600;
const notFound = () => refuse(404, "SSO is not set up.");

/** Sends the browser to the identity provider. */
export function beginSso(request: Request, edge: Edge): Response {
  const { keycloak } = edge;
  if (!keycloak || !cookieFor(edge.publicUrl)) return notFound();
  const asked = new URL(request.url).searchParams;
  const { url, flow } = keycloak.begin({ anew: asked.has("anew") });
  const next = sitePath(asked.get("next"));
  const kept = Buffer.from(JSON.stringify({ ...flow, next })).toString("base64url");
  return redirect(url.href, [flowCookie(edge, kept, flowSeconds)]);
}

/** The browser comes back: signed in, or to the sign-in page with the reason. */
export async function finishSso(request: Request, edge: Edge, caller: Caller): Promise<Response> {
  const { keycloak, settings } = edge;
  if (!keycloak) return notFound();
  const cookies = [flowCookie(edge, "", 0)];
  const door = edge.door(caller, (cookie) => cookies.push(cookie));
  const kept = keptFlow(request, edge);
  try {
    await door.countAttempt();
    const answer = new URL(request.url).searchParams;
    const identity = await keycloak.finish(answer, kept);
    await door.signInAs(
      newcomer(identity, settings.keycloak?.groupRoles ?? null),
      identity.idToken,
    );
    return redirect(kept?.next ?? "/", cookies);
  } catch (error) {
    const reason = ssoReason(error);
    if (!reason) throw error;
    edge.noteRefusal(
      { caller: { kind: "anonymous" }, origin: edge.origin },
      {
        action: "SIGN_IN",
        category: "AUTH",
        resource: reason.resource,
        description: "Refused a sign-in through SSO",
        status: "FAILURE",
        error: reason.said,
      },
    );
    return redirect(`/sign-in?error=${reason.code}`, cookies);
  }
}

function newcomer(identity: SsoIdentity, written: string | null) {
  const { issuer, subject, email, name, groups } = identity;
  return { issuer, subject, email, name, mappedRole: groupRoles(written)(groups) };
}

function flowCookie(edge: Edge, value: string, maxAge: number): string {
  const { name, secure } = flowCookieKind(edge);
  const attributes = ["HttpOnly", "SameSite=Lax", "Path=/", `Max-Age=${maxAge}`];
  return [`${name}=${value}`, ...attributes, ...(secure ? ["Secure"] : [])].join("; ");
}

function flowCookieKind({ publicUrl }: Edge): { name: string; secure: boolean } {
  const secure = publicUrl.protocol === "https:";
  return { name: secure ? "__Host-sso" : "sso", secure };
}

function keptFlow(request: Request, edge: Edge): (SsoFlow & { next: string }) | null {
  const { name } = flowCookieKind(edge);
  const cookies = request.headers.get("cookie") ?? "";
  const value = new RegExp(`(?:^|; ?)${name}=([\\w-]+)`).exec(cookies)?.[1];
  if (!value) return null;
  try {
    const kept = JSON.parse(Buffer.from(value, "base64url").toString("utf8"));
    const { state, nonce, codeVerifier, next } = kept as Record<string, unknown>;
    const isWhole = [state, nonce, codeVerifier].every((part) => typeof part === "string" && part);
    return isWhole
      ? { ...(kept as SsoFlow), next: sitePath(typeof next === "string" ? next : null) }
      : null;
  } catch {
    return null;
  }
}

function redirect(location: string, cookies: string[]): Response {
  const response = new Response(null, {
    status: 303,
    headers: { location, "cache-control": "no-store", "referrer-policy": "no-referrer" },
  });
  for (const cookie of cookies) response.headers.append("set-cookie", cookie);
  return response;
}
