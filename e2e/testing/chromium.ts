import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";
import { Sentence } from "../../stack/sentence.ts";

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The browser of this machine, or CHROMIUM's. Throws Sentence when there is none. */
export function chromiumBinary(): string {
  const named = process.env.CHROMIUM;
  const found = (named ? [named] : places).find((place) => existsSync(place));
  if (found) return found;
  throw new Sentence(
    named
      ? `CHROMIUM names ${named}, which does not exist.`
      : "Chromium is missing. On Debian or Ubuntu type: sudo apt-get install -y chromium — " +
          "or set CHROMIUM to the path of a Chromium or Chrome.",
  );
}

/** A browser that asks nobody outside this machine. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumBinary(),
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
