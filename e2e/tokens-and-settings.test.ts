import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Role } from "../core/contract/people-contract.ts";
import { type TemporaryStack, temporaryStack } from "../stack/testing/temporary-stack.ts";
import { launchBrowser } from "./testing/chromium.ts";
import { navigation, Pages, press, see } from "./testing/pages.ts";
import { fillSignIn, signIn } from "./testing/sign-in.ts";

/** As long as a name may be, and nowhere a place to break it. */
const longName = "nightly-report-".padEnd(100, "W");

let running: TemporaryStack;
let browser: Browser;
let pages: Pages;
/** A page for the stack's account of each role. */
let by: Record<Role, Page>;

beforeAll(async () => {
  browser = await launchBrowser();
  running = await temporaryStack();
  pages = new Pages(browser);
  by = {} as typeof by;
  for (const role of ["USER", "DEVOPS", "ADMIN"] as const) by[role] = await openAs(role);
});
afterAll(async () => {
  await browser?.close();
  await running?.close();
});

const at = (path: string) => `${running.stack.hubUrl}${path}`;

/** A page in a browser of its own, in which the stack's account of that role signed in. */
async function openAs(role: Role): Promise<Page> {
  const page = await pages.open();
  await signIn(page, running.stack, role);
  return page;
}

describe("an administrator's tokens", () => {
  let page: Page;
  beforeAll(async () => {
    page = by.ADMIN;
    await page.goto(at("/admin/tokens"));
  });

  it("let a program in with their role until they are revoked, and are shown once", async () => {
    await press(page, "Create API token");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill(longName);
    await dialog.getByLabel("Role").selectOption("DEVOPS");
    const token = await tokenMadeIn(dialog);
    const row = rowOf("api-tokens", longName);
    await row.getByText("Valid").waitFor();
    expect(await row.textContent()).toContain("DEVOPS");
    await expectNowhere(token, row);
    expect(await asked(token)).toMatchObject({ status: 200, role: "DEVOPS" });

    await revoke(row, `Revoke the API token ${longName}`);
    expect(await asked(token)).toMatchObject({ status: 401 });
  });

  it("tell how an agent enrols, and let as many nodes in as they say until revoked", async () => {
    await press(page, "Create enrolment token");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Region (optional)").fill("us-phoenix-1");
    await dialog.getByLabel("How many nodes").fill("2");
    const token = await tokenMadeIn(dialog, "Start the agent on the VM with", "us-phoenix-1");
    const row = rowOf("enrolment-tokens", "us-phoenix-1").filter({ hasText: "of 2" });
    await expectNowhere(token, row);
    expect(await registered(token, "first")).toBe(200);
    await row.getByText("1 of 2").waitFor();

    await revoke(row, "Revoke the enrolment token for us-phoenix-1");
    expect(await registered(token, "second")).toBe(401);
  });

  it("say what is wrong with a region, and keep the form", async () => {
    await press(page, "Create enrolment token");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Region (optional)").fill("Phoenix");
    await dialog.getByRole("button", { name: "Create token" }).click();
    await dialog.getByRole("alert").getByText("expected a region").waitFor();
    expect(await dialog.getByLabel("Region (optional)").inputValue()).toBe("Phoenix");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "detached" });
  });

  const rowOf = (panel: string, name: string) =>
    page.getByTestId(panel).getByRole("row").filter({ hasText: name });

  /** Sends the form; gives the token, which the other field shows too, and closes the dialog. */
  async function tokenMadeIn(dialog: Locator, field = "Token", part = ""): Promise<string> {
    await dialog.getByRole("button", { name: "Create token" }).click();
    const token = await dialog.getByLabel("Token", { exact: true }).inputValue();
    expect(token).toMatch(/^[a-z]+_[\w-]{20,}$/);
    const shown = await dialog.getByLabel(field, { exact: true }).inputValue();
    for (const one of [token, part]) expect(shown).toContain(one);
    await press(page, "Done");
    await dialog.waitFor({ state: "detached" });
    return token;
  }

  /** The hub does not have it; so neither this page nor the next one can. */
  async function expectNowhere(token: string, row: Locator): Promise<void> {
    expect(await page.content()).not.toContain(token);
    await page.reload();
    await row.waitFor();
    expect(await page.content()).not.toContain(token);
  }

  async function revoke(row: Locator, name: string): Promise<void> {
    await press(page, name);
    const dialog = page.getByRole("dialog");
    expect(await dialog.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
    await dialog.getByRole("button", { name: "Revoke", exact: true }).click();
    await row.getByText("Revoked").waitFor();
    expect(await row.getByRole("button").count()).toBe(0);
  }
});

describe("pages for administrators", () => {
  it.each(["USER", "DEVOPS"] as const)("are not among a %s's links, and say why", async (role) => {
    const page = by[role];
    expect(await navigation(page)).toEqual(["Dashboard"]);
    for (const path of ["/admin/users", "/admin/tokens", "/admin/audit"]) {
      await page.goto(at(path));
      await see(page, "This page needs the role ADMIN.");
      await see(page, `Yours is ${role}`);
      expect(await page.getByRole("table").count()).toBe(0);
      expect(await navigation(page)).toEqual(["Dashboard"]);
    }
  });
});

describe("settings", () => {
  it("keep the appearance that was chosen, in this browser", async () => {
    const page = by.USER;
    await page.goto(at("/settings"));
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme ?? "system");
    await page.getByRole("radio", { name: /^Dark/ }).check();
    expect(await theme()).toBe("dark");
    await page.reload();
    await page.getByRole("radio", { name: /^Dark/, checked: true }).waitFor();
    expect(await theme()).toBe("dark");
    await page.getByRole("radio", { name: /^System/ }).check();
    expect(await theme()).toBe("system");
  });

  it("change a password, which ends the other sessions and the old password", async () => {
    const account = running.stack.accounts.find(({ role }) => role === "DEVOPS");
    const [email, old] = [account?.email ?? "", account?.password ?? ""];
    const [page, other] = [by.DEVOPS, await openAs("DEVOPS")];
    for (const one of [page, other]) await one.goto(at("/settings"));
    await expect.poll(() => page.getByTestId("sessions").getByRole("listitem").count()).toBe(2);

    await changePassword(page, "not the password", "another sentence");
    await page.getByRole("alert").getByText("password is wrong").waitFor();
    await changePassword(page, old, "another sentence");
    await see(page, "Your password is changed, and your other sessions have ended.");
    await other.waitForURL(at("/sign-in?next=%2Fsettings&notice=session-ended"), {
      timeout: 15_000,
    });
    await expect.poll(() => page.getByTestId("sessions").getByRole("listitem").count()).toBe(1);

    await fillSignIn(other, email, old);
    await other.getByRole("alert").getByText("password is wrong").waitFor();
    await fillSignIn(other, email, "another sentence");
    await other.waitForURL(at("/settings"));
  });
});

it("saw no error of a page on the way", () => {
  expect(pages.complaints).toEqual([]);
});

async function changePassword(page: Page, current: string, wanted: string): Promise<void> {
  await page.getByLabel("Current password").fill(current);
  await page.getByLabel("New password", { exact: true }).fill(wanted);
  await page.getByLabel("New password again").fill(wanted);
  await press(page, "Change password");
}

/** What the hub says to a program that asks, with the token, who it is. */
async function asked(token: string): Promise<{ status: number; role: string | undefined }> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(at("/trpc/me"), { headers });
  const { result } = (await answer.json()) as { result?: { data: { role: string } } };
  return { status: answer.status, role: result?.data.role };
}

/** How the hub answers an agent that registers with the token. */
async function registered(enrolmentToken: string, name: string): Promise<number> {
  const agent = { registrationId: crypto.randomUUID(), name, region: "us-phoenix-1" };
  const answer = await fetch(at("/agent/register"), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...agent, enrolmentToken, agentVersion: "1" }),
  });
  return answer.status;
}
