import preact from "@astrojs/preact";
import { defineConfig } from "astro/config";

/** Nothing is inlined, so that the hub's CSP needs neither hashes nor 'unsafe-inline'. */
export default defineConfig({
  output: "static",
  integrations: [preact()],
  build: { format: "file", inlineStylesheets: "never" },
  devToolbar: { enabled: false },
  vite: { build: { assetsInlineLimit: 0 } },
});
