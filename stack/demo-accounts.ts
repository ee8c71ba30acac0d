import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createTRPCClient, httpLink } from "@trpc/client";
import type { AuthRouter } from "../core/contract/auth-contract.ts";
import type { OneTimeLink, Role } from "../core/contract/people-contract.ts";
import type { SiteRouter } from "../core/contract/site-contract.ts";

/** Somebody who can sign in to the demonstration. */
export interface DemoAccount {
  role: Role;
  email: string;
  password: string;
}

interface Kept {
  setupToken: string;
  accounts: DemoAccount[];
  /** With which the stack itself calls the hub; null until it was made. */
  apiToken: string | null;
}

const roles: readonly Role[] = ["ADMIN", "DEVOPS", "USER"];

/** One account of each role, with passwords made here and kept in the state folder only. */
export class DemoAccounts {
  readonly #file: string;
  readonly #hubUrl: string;
  #kept: Kept;

  constructor(folder: string, hubUrl: string) {
    this.#file = join(folder, "accounts.json");
    this.#hubUrl = hubUrl;
    this.#kept = existsSync(this.#file) ? JSON.parse(readFileSync(this.#file, "utf8")) : newKept();
  }

  get setupToken(): string {
    return this.#kept.setupToken;
  }

  get all(): readonly DemoAccount[] {
    return this.#kept.accounts;
  }

  headers(): Record<string, string> {
    const { apiToken } = this.#kept;
    return apiToken ? { authorization: `Bearer ${apiToken}` } : {};
  }

  /** Makes what the hub does not know yet: the accounts, and the stack's own token. */
  async ensure(): Promise<void> {
    if (this.#kept.apiToken && (await this.#isGood())) return;
    const auth = this.#auth();
    const [admin, ...others] = this.#kept.accounts;
    if (!admin) throw new Error(`${this.#file} names no accounts; delete it.`);
    const { email } = admin;
    const link = await auth.createAdministrator.mutate({
      ...{ setupToken: this.setupToken, email, name: nameOf(admin) },
    });
    await this.#setPassword(link, admin);
    const site = this.#site({ cookie: await this.#signIn(admin), origin: this.#hubUrl });
    const known = await site.users.query();
    for (const account of others) {
      const user = known.find((one) => one.email === account.email);
      const { role } = account;
      const made = user
        ? await site.resetPassword.mutate({ userId: user.id })
        : await site.createUser.mutate({ email: account.email, name: nameOf(account), role });
      await this.#setPassword(made, account);
    }
    const wanted = { name: "npm start", role: "ADMIN", expiresInDays: 366 } as const;
    this.#kept.apiToken = (await site.createApiToken.mutate(wanted)).token;
    writeFileSync(this.#file, `${JSON.stringify(this.#kept, null, 2)}\n`, { mode: 0o600 });
  }

  async #isGood(): Promise<boolean> {
    try {
      return (await this.#site(this.headers()).me.query()).role === "ADMIN";
    } catch {
      return false;
    }
  }

  async #setPassword({ path }: OneTimeLink, { password }: DemoAccount): Promise<void> {
    await this.#auth().setPassword.mutate({ link: path.split("#")[1] ?? "", password });
  }

  /** The session's cookie. */
  async #signIn({ email, password }: DemoAccount): Promise<string> {
    const answer = await fetch(`${this.#hubUrl}/auth/signIn`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, password }),
    });
    if (!answer.ok) throw new Error(`Signing in ${email}: ${await answer.text()}`);
    return answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  }

  #auth() {
    return createTRPCClient<AuthRouter>({ links: [httpLink({ url: `${this.#hubUrl}/auth` })] });
  }

  #site(headers: Record<string, string>) {
    return createTRPCClient<SiteRouter>({
      links: [httpLink({ url: `${this.#hubUrl}/trpc`, headers })],
    });
  }
}

function newKept(): Kept {
  const accounts = roles.map((role) => ({
    role,
    email: `${role.toLowerCase()}@demo.example`,
    password: randomBytes(12).toString("base64url"),
  }));
  return { setupToken: randomBytes(32).toString("base64url"), accounts, apiToken: null };
}

function nameOf({ role }: DemoAccount): string {
  return `Demo ${role}`;
}
