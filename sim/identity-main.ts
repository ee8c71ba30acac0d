import { readFileSync } from "node:fs";
import { type IdentityOptions, startIdentityProvider } from "./identity-provider.ts";

const [file] = process.argv.slice(2);
if (!file) {
  console.error("Usage: node sim/identity-main.ts OPTIONS.json");
  process.exit(1);
}
try {
  const options = JSON.parse(readFileSync(file, "utf8")) as IdentityOptions;
  const provider = await startIdentityProvider(options);
  console.log(`The identity provider of ${provider.realmUrl} listens.`);
  const stop = () => void provider.close().then(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
} catch (error) {
  console.error(`The identity provider can not start from ${file}:`, error);
  process.exitCode = 1;
}
