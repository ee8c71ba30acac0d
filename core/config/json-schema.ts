import { z } from "zod";
import { configSchema } from "./schema.ts";

/**
 * The config's form as JSON Schema (draft 2020-12), for editors. It takes whatever parseConfig()
 * takes; what one key must know of another, only the parser says.
 */
export function configJsonSchema(): object {
  return {
    title: "Tidepool node config",
    ...z.toJSONSchema(configSchema, { io: "input", target: "draft-2020-12" }),
  };
}
