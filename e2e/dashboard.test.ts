import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TemporaryStack, temporaryStack } from "../stack/testing/temporary-stack.ts";
import { launchBrowser } from "./testing/chromium.ts";
import { signIn } from "./testing/sign-in.ts";
import { smallFleet } from "./testing/small-fleet.ts";

let running: TemporaryStack;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
  running = await temporaryStack({ fleet: smallFleet, agents: true });
  page = await browser.newPage();
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("console", (line) => {
    if (line.type() === "error") complaints.push(line.text());
  });
  await signIn(page, running.stack, "USER");
});
afterAll(async () => {
  await browser?.close();
  await running?.close();
});

const text = (testId: string) => page.getByTestId(testId).first().textContent();
const see = (locator: ReturnType<Page["locator"]>, timeout = 30_000) =>
  locator.first().waitFor({ state: "visible", timeout });

const liveMark = () => page.getByRole("banner").getByText(/Live$/);

describe("an on-call engineer who opens the dashboard", () => {
  it("sees who is there, how large the pool is, and that it is a simulation", async () => {
    await see(page.getByTestId("pool-orders-api"));
    await expect.poll(() => text("figure-active-nodes"), { timeout: 30_000 }).toBe("1");
    await expect.poll(() => text("figure-active-pools"), { timeout: 30_000 }).toBe("1");
    expect(await text("pool-orders-api-size")).toMatch(/\d/);
    await see(page.getByText("Simulation"));
    await see(liveMark());
  });

  it("watches a scale-out and a scale-in happen, each with its reason, without a reload", async () => {
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
    const events = page.getByTestId("event");
    await see(events.filter({ hasText: /Scaled out/ }).filter({ hasText: /is above/ }), 120_000);
    await see(events.filter({ hasText: /Scaled in/ }).filter({ hasText: /is below/ }), 120_000);
    const decision = await text("pool-orders-api-decision");
    expect(decision).toMatch(/^(Held|Scaled)/);
    expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
  }, 260_000);

  it("is told when the hub is away, and sees live data again when it is back", async () => {
    expect(complaints).toEqual([]);
    await running.stack.part("hub").kill();
    await see(page.getByTestId("connection-lost"), 60_000);
    running.stack.part("hub").start();
    await page.getByTestId("connection-lost").waitFor({ state: "detached", timeout: 60_000 });
    await see(liveMark(), 60_000);
  }, 150_000);
});
