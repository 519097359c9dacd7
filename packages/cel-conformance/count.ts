import { runTest } from "./run-test.ts";
import { allTests } from "./suite.ts";

/** Prints how many tests of each file come out as the specification has them. */
const counts = new Map<string, { same: number; all: number }>();
for (const test of allTests()) {
  const count = counts.get(test.file) ?? { same: 0, all: 0 };
  count.all += 1;
  if (runTest(test).kind === "same") count.same += 1;
  counts.set(test.file, count);
}
const rows = [...counts, ["all", sum()] as const];
for (const [file, { same, all }] of rows) {
  process.stdout.write(`${file.padEnd(20)} ${String(same).padStart(5)} of ${all}\n`);
}

function sum(): { readonly same: number; readonly all: number } {
  const all = [...counts.values()];
  return {
    same: all.reduce((total, { same }) => total + same, 0),
    all: all.reduce((total, count) => total + count.all, 0),
  };
}
