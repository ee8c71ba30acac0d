import type { Page } from "playwright-core";
import type { Role } from "../../core/contract/people-contract.ts";
import type { Stack } from "../../stack/stack.ts";

/** Fills in the sign-in page as a person does, and sends it. */
export async function fillSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Opens the hub and signs in with the stack's own account of that role; ends on the dashboard. */
export async function signIn(page: Page, stack: Stack, role: Role): Promise<void> {
  const account = stack.accounts.find((one) => one.role === role);
  if (!account) throw new Error(`The stack has no account with the role ${role}.`);
  await page.goto(`${stack.hubUrl}/sign-in`);
  await fillSignIn(page, account.email, account.password);
  await page.waitForURL(`${stack.hubUrl}/`);
}
