import { writeFileSync } from "node:fs";
import { categories } from "./categories.ts";
import { runTest } from "./run-test.ts";
import { allTests } from "./suite.ts";

/** Writes differences.json anew: for a look at what changed, before it is committed. */
const found = new Map(categories.map(({ name }) => [name, [] as string[]]));
for (const test of allTests()) {
  const verdict = runTest(test);
  if (verdict.kind === "same") continue;
  const category = categories.find(({ fits }) => fits(test, verdict.came));
  if (category === undefined) {
    process.stdout.write(`in no category: ${test.id}\n  ${test.expr}\n  ${verdict.came}\n`);
    process.exitCode = 1;
  } else found.get(category.name)?.push(test.id);
}
writeFileSync(
  new URL("differences.json", import.meta.url),
  `${JSON.stringify(Object.fromEntries(found), null, 2)}\n`,
);
