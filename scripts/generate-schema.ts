import { writeFileSync } from "node:fs";
import { exemptionJsonSchema } from "../src/config/exemption-schema.ts";
import { platformJsonSchema } from "../src/config/platform-schema.ts";

/** Writes the published JSON Schemas of what people write, from the schemas that parse it. */
const published = {
  "platform.schema.json": platformJsonSchema(),
  "exemption.schema.json": exemptionJsonSchema(),
};

for (const [name, schema] of Object.entries(published)) {
  const target = new URL(`../schema/${name}`, import.meta.url);
  writeFileSync(target, `${JSON.stringify(schema, undefined, 2)}\n`);
}
