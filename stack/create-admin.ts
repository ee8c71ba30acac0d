import { parseArgs } from "node:util";
import { createTRPCClient, httpLink, TRPCClientError } from "@trpc/client";
import type { AuthRouter } from "../core/contract/auth-contract.ts";
import { Sentence } from "./sentence.ts";

const usage =
  "Usage: SETUP_TOKEN=… npm run admin:create -- --hub https://hub.example.com --email ADDRESS [--name NAME]";

interface Wishes {
  hub: URL;
  email: string;
  name: string;
  setupToken: string;
}

/** Makes an administrator and prints the link with which the person sets a password. */
async function createAdmin(): Promise<void> {
  const { hub, setupToken, email, name } = readWishes();
  const client = createTRPCClient<AuthRouter>({
    links: [httpLink({ url: new URL("/auth", hub).href })],
  });
  try {
    const link = await client.createAdministrator.mutate({ setupToken, email, name });
    console.log(`${email} is an ADMIN. Within a day, and once, this link sets the password:`);
    console.log(new URL(link.path, hub).href);
  } catch (error) {
    if (!(error instanceof TRPCClientError)) throw error;
    const isAnswered = error.data !== undefined && error.data !== null;
    throw new Sentence(
      isAnswered ? error.message : `The hub at ${hub} does not answer: ${error.message}`,
    );
  }
}

function readWishes(): Wishes {
  const setupToken = process.env.SETUP_TOKEN;
  if (!setupToken) {
    throw new Sentence(`SETUP_TOKEN is missing: set it to the hub's secret of that name. ${usage}`);
  }
  try {
    const { values } = parseArgs({
      options: {
        hub: { type: "string" },
        email: { type: "string" },
        name: { type: "string" },
      },
    });
    if (!values.hub || !values.email) throw new Error("--hub and --email are needed");
    const { email, name = email } = values;
    if (!URL.canParse(values.hub)) {
      throw new Error(`--hub ${values.hub} is no address; it begins with https://`);
    }
    return { hub: new URL(values.hub), email, name, setupToken };
  } catch (error) {
    throw new Sentence(`${error instanceof Error ? error.message : error}. ${usage}`);
  }
}

try {
  await createAdmin();
} catch (error) {
  console.error(error instanceof Sentence ? error.message : error);
  process.exitCode = 1;
}
