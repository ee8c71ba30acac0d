import { TRPCClientError } from "@trpc/client";
import type { Role } from "../../core/contract/people-contract.ts";
import type { Stack } from "../../stack/stack.ts";
import { TestBrowser } from "./test-browser.ts";

export const goodPassword = "correct horse battery staple";

/** Somebody that a test made, with a browser in which nobody is signed in yet. */
export interface TestPerson {
  userId: string;
  email: string;
  password: string;
}

let made = 0;

/** A local account with a password. */
export async function testPerson(stack: Stack, role: Role): Promise<TestPerson> {
  made += 1;
  const email = `${role.toLowerCase()}-${made}-${crypto.randomUUID().slice(0, 8)}@test.example`;
  const link = await stack.site.createUser.mutate({ email, name: `Test ${role}`, role });
  const address = `127.0.2.${(made % 250) + 1}`;
  const browser = new TestBrowser(stack.hubUrl, address);
  const secret = link.path.split("#")[1] ?? "";
  await browser.auth.setPassword.mutate({ link: secret, password: goodPassword });
  return { userId: link.userId, email, password: goodPassword };
}

/** A browser in which the person is signed in. */
export async function signedIn(stack: Stack, person: TestPerson): Promise<TestBrowser> {
  made += 1;
  const browser = new TestBrowser(stack.hubUrl, `127.0.3.${(made % 250) + 1}`);
  return browser.signIn(person);
}

/** The status and message of a call that may be refused. */
export async function statusOf(
  call: Promise<unknown>,
): Promise<{ status: number; message: string }> {
  try {
    await call;
    return { status: 200, message: "" };
  } catch (error) {
    if (!(error instanceof TRPCClientError)) throw error;
    return { status: error.data?.httpStatus ?? 0, message: error.message };
  }
}
