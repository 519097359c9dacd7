import { writeFileSync } from "node:fs";
import { platformJsonSchema } from "../src/config/platform-schema.ts";

/** Writes the published JSON Schema of platform.yaml from the schema that parses it. */
const target = new URL("../schema/platform.schema.json", import.meta.url);
writeFileSync(target, `${JSON.stringify(platformJsonSchema(), undefined, 2)}\n`);
