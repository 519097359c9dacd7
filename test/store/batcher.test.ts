import { expect, it } from "vitest";
import { createBatcher } from "../../src/store/batcher.ts";

it("writes what comes in within one turn of the event loop together, in order, and what comes in meanwhile after it", async () => {
  const batches: (readonly number[])[] = [];
  const batcher = createBatcher(
    (items: readonly number[]) => {
      batches.push(items);
      return Promise.resolve(items.map((item) => item * 10));
    },
    { items: 3, size: 100 },
  );
  const first = [1, 2].map((item) => batcher.add(item));
  const rest = Promise.all(first).then(() =>
    Promise.all([3, 4, 5, 6].map((item) => batcher.add(item))),
  );
  expect(await Promise.all(first)).toEqual([10, 20]);
  expect(await rest).toEqual([30, 40, 50, 60]);
  expect(batches).toEqual([[1, 2], [3, 4, 5], [6]]);
});

it("keeps a batch under its size, and lets one that is larger through alone", async () => {
  const batches: (readonly string[])[] = [];
  const batcher = createBatcher(
    (items: readonly string[]) => {
      batches.push(items);
      return Promise.resolve(items);
    },
    { items: 10, size: 5 },
  );
  await Promise.all(
    ["a", "bb", "cc", "dd", "eeeeeeee", "f"].map((item) => batcher.add(item, item.length)),
  );
  expect(batches).toEqual([["a", "bb", "cc"], ["dd"], ["eeeeeeee"], ["f"]]);
});

it("rejects all of a batch that fails, and goes on with the next one", async () => {
  const batcher = createBatcher(
    (items: readonly string[]) =>
      items.includes("bad") ? Promise.reject(new Error("no")) : Promise.resolve(items),
    { items: 2, size: 100 },
  );
  const results = await Promise.allSettled(["bad", "a", "b", "c"].map((item) => batcher.add(item)));
  expect(results.map(({ status }) => status)).toEqual([
    "rejected",
    "rejected",
    "fulfilled",
    "fulfilled",
  ]);
  await batcher.idle();
  await expect(batcher.add("d")).resolves.toBe("d");
});
