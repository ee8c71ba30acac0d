import type { Browser, Page } from "playwright-core";

/** Opens pages, each as in a browser of its own with its own cookies, and notes their errors. */
export class Pages {
  /** What went wrong in a page; refused calls are part of the stories, and not among it. */
  readonly complaints: string[] = [];
  readonly #browser: Browser;

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  async open(): Promise<Page> {
    const page = await (await this.#browser.newContext()).newPage();
    page.on("pageerror", ({ message }) => this.complaints.push(message));
    page.on("console", (line) => {
      const isRefusal = /status of 40[0-9]/.test(line.text());
      if (line.type() === "error" && !isRefusal) this.complaints.push(line.text());
    });
    return page;
  }
}

/** Waits until the page shows the text. */
export function see(page: Page, text: string | RegExp): Promise<void> {
  return page.getByText(text).first().waitFor({ state: "visible", timeout: 15_000 });
}

/** Clicks the button with exactly that name. */
export function press(page: Page, name: string): Promise<void> {
  return page.getByRole("button", { name, exact: true }).click();
}

/** Where the page's main navigation leads, in its words, once the page knows who looks at it. */
export async function navigation(page: Page): Promise<string[]> {
  await account(page).waitFor();
  return page.getByRole("navigation").getByRole("link").allTextContents();
}

/** The button of the menu of who is signed in. */
export const account = (page: Page) => page.getByRole("button", { name: /^Account of/ });
