// Who may import whom, by whole folders; docs/architecture.md says why. Tests are held to the
// same directions, but for what they drive from outside: the simulated region and the stack.
const folders = [
  "core",
  "db",
  "hub",
  "agent",
  "sim",
  "site",
  "stack",
  "bench",
  "replay",
  "simulation",
  "e2e",
  "tasks",
];

/** Of our own folders, `from` may import itself and `allowed`. */
const onlyOurs = (from, allowed) => ({
  name: `${from}-imports`,
  comment: `${from}/ may import of ours: ${[from, ...allowed].join(", ")}`,
  severity: "error",
  from: { path: `^${from}/`, pathNot: "\\.test\\.tsx?$|/testing/" },
  to: {
    path: `^(${folders.join("|")})/`,
    pathNot: `^(${[from, ...allowed].join("|")})/`,
  },
});

/** Of packages and Node's own modules, `from` may import only those that match. */
const onlyPackages = (from, allowed) => ({
  name: `${from.replaceAll("/", "-")}-packages`,
  comment: `${from}/ may import of packages: ${allowed.join(", ") || "none"}`,
  severity: "error",
  from: { path: `^${from}/`, pathNot: "\\.test\\.tsx?$|/testing/" },
  to: {
    dependencyTypes: ["npm", "npm-dev", "npm-optional", "npm-no-pkg", "npm-unknown", "core"],
    pathNot: allowed.map((name) => `^(node_modules/)?${name}(/|$)`),
  },
});

const between = (name, from, to, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: from, pathNot: "\\.test\\.tsx?$" },
  to: { path: to },
});

const adapter = (folder) =>
  between(
    `agent-${folder}-alone`,
    `^agent/${folder}/`,
    `^agent/(?!${folder}/)(oci|prometheus|hub|journal)/`,
    "an adapter never imports another adapter",
  );

export default {
  forbidden: [
    { name: "no-circles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "resolvable",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^cloudflare:" },
    },
    onlyOurs("core", []),
    onlyOurs("db", []),
    onlyOurs("hub", ["core", "db"]),
    onlyOurs("agent", ["core"]),
    onlyOurs("sim", []),
    onlyOurs("site", ["core"]),
    onlyOurs("stack", ["core", "db", "agent"]),
    onlyOurs("bench", ["core", "stack"]),
    onlyOurs("replay", ["core"]),
    onlyOurs("simulation", ["core", "agent"]),
    onlyOurs("e2e", ["core", "stack"]),
    onlyOurs("tasks", ["stack", "e2e"]),
    onlyPackages("core", ["zod", "yaml", "croner", "@trpc/server"]),
    onlyPackages("core/scaling", ["croner"]),
    onlyPackages("hub/fleet", ["drizzle-orm", "@libsql/client"]),
    onlyPackages("hub/rpc", ["@trpc/server", "zod"]),
    onlyPackages("site", ["preact", "@preact", "@trpc/client", "@astrojs", "astro"]),
    between(
      "core-scaling-alone",
      "^core/scaling/",
      "^core/(config|contract)/",
      "scaling is the innermost room",
    ),
    between(
      "fleet-without-rpc",
      "^hub/(fleet|auth)/",
      "^hub/(rpc|ledger|worker)",
      "verbs know neither tRPC nor the ledger",
    ),
    between("auth-without-fleet", "^hub/auth/", "^hub/fleet/", "auth is below fleet"),
    between("rpc-without-database", "^hub/rpc/", "^db/", "adapters know no SQL"),
    between("rpc-without-ledger", "^hub/rpc/", "^hub/ledger/", "rpc gets its writer handed in"),
    between(
      "ports-are-inner",
      "^agent/(cycle|ports)\\.ts$",
      "^agent/(oci|prometheus|hub|journal)/",
      "the cycle sees ports only",
    ),
    ...["oci", "prometheus", "hub", "journal"].map(adapter),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(site/dist|site/\\.astro|\\.tidepool|node_modules/\\.cache)" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".d.ts"],
    },
  },
};
