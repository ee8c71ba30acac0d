/** What the realm has to know of the hub. */
export interface Client {
  hubUrl: string;
  clientId: string;
  clientSecret: string;
}

/** Somebody who can sign in to the realm. */
export interface RealmUser {
  username: string;
  password: string;
  /** Full paths of groups of the realm; see `groups`. */
  groups: string[];
}

export const realmName = "tidepool";

const groups = ["administrators", "devops", "staff"];

/** A realm as docs/keycloak.md says to set it up, as Keycloak imports it. */
export function keycloakRealm(client: Client, users: readonly RealmUser[]): object {
  return {
    realm: realmName,
    enabled: true,
    groups: groups.map((name) => ({ name })),
    clients: [realmClient(client)],
    users: users.map(realmUser),
  };
}

export function emailOf({ username }: RealmUser): string {
  return `${username}@corp.example`;
}

function realmClient({ hubUrl, clientId, clientSecret }: Client) {
  return {
    clientId,
    secret: clientSecret,
    publicClient: false,
    standardFlowEnabled: true,
    directAccessGrantsEnabled: false,
    redirectUris: [`${hubUrl}/auth/callback`],
    attributes: {
      "pkce.code.challenge.method": "S256",
      "post.logout.redirect.uris": `${hubUrl}/sign-in`,
    },
    protocolMappers: [
      {
        name: "groups",
        protocol: "openid-connect",
        protocolMapper: "oidc-group-membership-mapper",
        config: {
          "claim.name": "groups",
          "full.path": "true",
          "id.token.claim": "true",
          "access.token.claim": "false",
          "userinfo.token.claim": "false",
        },
      },
    ],
  };
}

/** Whole, or Keycloak asks for what is missing at the first sign-in. */
function realmUser(user: RealmUser) {
  return {
    username: user.username,
    enabled: true,
    email: emailOf(user),
    emailVerified: true,
    firstName: user.username,
    lastName: "Tester",
    credentials: [{ type: "password", value: user.password, temporary: false }],
    groups: user.groups,
  };
}
