import { parseConfig } from "../parse.ts";

/** A pool with further keys, each on its own line of the document, the first on line 7. */
export function poolYaml(...lines: string[]): string {
  return [
    "pools:",
    '  - instance_pool_id: "ocid1.instancepool.oc1..web"',
    "    name: web",
    "    region: us-ashburn-1",
    '    compartment_id: "ocid1.compartment.oc1..c"',
    "    scaling_limits: {min: 2, max: 10}",
    ...lines.map((line) => `    ${line}`),
    "",
  ].join("\n");
}

/** The issues of a document, or its warnings where it is valid: `7:5 pools[0].name message`. */
export function issuesOf(yaml: string): string[] {
  const parsed = parseConfig(yaml);
  const issues = parsed.kind === "invalid" ? parsed.issues : parsed.warnings;
  return issues.map(({ line, column, path, message }) => `${line}:${column} ${path} ${message}`);
}
