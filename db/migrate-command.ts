import { migrateDatabase } from "./migrate.ts";

const url = process.env.DATABASE_URL;
if (!url) {
  console.error("DATABASE_URL is missing: set it to the libSQL database, for example libsql://…");
  process.exit(1);
}
try {
  await migrateDatabase(url, process.env.DATABASE_AUTH_TOKEN ?? null);
  console.log("The database has the newest schema.");
} catch (error) {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  console.error(`The database at DATABASE_URL could not be migrated: ${cause}`);
  process.exit(1);
}
