import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TemporaryStack, temporaryStack } from "../stack/testing/temporary-stack.ts";
import { launchBrowser } from "./testing/chromium.ts";
import { account, navigation, Pages, press, see } from "./testing/pages.ts";
import { fillSignIn, signIn } from "./testing/sign-in.ts";

const anna = { email: "anna@example.com", name: "Anna Moss", password: "a sentence to keep" };

let running: TemporaryStack;
let browser: Browser;
let pages: Pages;
/** The administrator's browser, and Anna's. */
let admin: Page;
let other: Page;

beforeAll(async () => {
  browser = await launchBrowser();
  running = await temporaryStack();
  pages = new Pages(browser);
  [admin, other] = await Promise.all([pages.open(), pages.open()]);
});
afterAll(async () => {
  await browser?.close();
  await running?.close();
});

const at = (path: string) => `${running.stack.hubUrl}${path}`;
const go = (page: Page, path: string) => page.goto(at(path));

describe("an administrator and a new colleague", () => {
  it("are led to the sign-in page, which says when a password is wrong", async () => {
    await go(admin, "/settings");
    await admin.waitForURL(at("/sign-in?next=%2Fsettings"));
    await see(admin, "Simulation");
    const [{ email } = { email: "" }] = running.stack.accounts;
    await fillSignIn(admin, email, "not the password");
    await admin.getByRole("alert").getByText("password is wrong").waitFor();
  });

  it("see the page they wanted once signed in, and the dashboard, and can sign out", async () => {
    const [{ email, password } = { email: "", password: "" }] = running.stack.accounts;
    await fillSignIn(admin, email, password);
    await admin.waitForURL(at("/settings"));
    await admin.getByTestId("sessions").getByText("This one").waitFor();
    await admin.getByRole("link", { name: "Dashboard" }).click();
    await see(admin, "No nodes yet");
    await account(admin).click();
    await press(admin, "Sign out");
    await admin.waitForURL(at("/sign-in"));
    await go(admin, "/");
    await admin.waitForURL(at("/sign-in"));
  });

  it("hand over a one-time link, which lets the colleague in once", async () => {
    await signIn(admin, running.stack, "ADMIN");
    await go(admin, "/admin/users");
    await press(admin, "Create user");
    const dialog = admin.getByRole("dialog");
    await dialog.getByLabel("Email").fill(anna.email);
    await dialog.getByLabel("Name").fill(anna.name);
    await dialog.getByRole("button", { name: "Create user" }).click();
    const link = await dialog
      .getByRole("textbox", { name: `One-time link for ${anna.email}` })
      .inputValue();
    await press(admin, "Done");
    await admin.getByTestId(`user-${anna.email}`).getByText("Invited").waitFor();

    await other.goto(link);
    await expect.poll(() => other.url()).toBe(at("/set-password"));
    await setPassword(other, "too short");
    await other.getByRole("alert").getByText("it needs 3 more").waitFor();
    await setPassword(other, anna.password);
    await see(other, "Your password is set.");
    await fillSignIn(other, anna.email, anna.password);
    await other.waitForURL(at("/"));
    expect(await navigation(other)).toEqual(["Dashboard"]);

    const third = await pages.open();
    await third.goto(link);
    await setPassword(third, anna.password);
    await third.getByRole("alert").getByText("This link was used").waitFor();
  });

  it("tell a page that the colleague may not see from one that is empty", async () => {
    await go(other, "/admin/audit");
    await see(other, "This page needs the role ADMIN.");
    await go(other, "/");
    await see(other, "No nodes yet");
  });

  it("part: the colleague's open page leads to the sign-in page when the account is disabled", async () => {
    await press(admin, `Manage ${anna.email}`);
    await press(admin, "Disable");
    await press(admin, `Disable ${anna.email}`);
    await other.waitForURL(at("/sign-in?notice=session-ended"), { timeout: 15_000 });
    await see(admin, "is disabled and signed out");
    await press(admin, "Close");
    await admin.getByTestId(`user-${anna.email}`).getByText("Disabled").waitFor();
  });

  it("keep an administrator: the last one can not be disabled", async () => {
    const [{ email } = { email: "" }] = running.stack.accounts;
    await press(admin, `Manage ${email}`);
    await press(admin, "Disable");
    await press(admin, `Disable ${email}`);
    await admin.getByRole("dialog").getByRole("alert").waitFor();
    expect(await admin.getByRole("dialog").getByRole("alert").textContent()).toMatch(/last/i);
    await admin.keyboard.press("Escape");
    await admin.getByRole("dialog").waitFor({ state: "detached" });
  });

  it("find all of it in the audit log, and only what a filter lets through", async () => {
    await admin.getByRole("link", { name: "Audit log" }).click();
    const rows = admin.getByTestId("audit-row");
    for (const said of [`Created ${anna.email} as USER`, `Disabled ${anna.email}`]) {
      await rows.getByText(said).first().waitFor();
    }
    await admin.getByLabel("Status").selectOption("FAILURE");
    await rows.getByText(`Disabled ${anna.email}`).waitFor({ state: "detached" });
    await rows.getByText("Refused signIn").first().waitFor();
    expect(new URL(admin.url()).search).toBe("?status=FAILURE");
    await admin.reload();
    await rows.first().waitFor();
    expect(await rows.getByText("Success", { exact: true }).count()).toBe(0);
    await press(admin, "Clear");
    await admin.getByLabel("Action").fill("DISABLE_USER");
    await press(admin, "Filter");
    await expect.poll(() => rows.getByText("CREATE_USER").count()).toBe(0);
    await rows.first().getByRole("button").click();
    await see(admin, "Number in the chain");
  });

  it("saw no error of a page on the way", () => {
    expect(pages.complaints).toEqual([]);
  });
});

async function setPassword(page: Page, password: string): Promise<void> {
  await page.getByLabel("New password", { exact: true }).fill(password);
  await page.getByLabel("New password again").fill(password);
  await press(page, "Set password");
}
