import { setImmediate as nextTurn } from "node:timers/promises";

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly size: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

/** Work that is cheaper together: what comes in while one batch is being written goes into the next one. */
export interface Batcher<Item, Result> {
  /** Resolves or rejects with the batch that the item went into. */
  add(item: Item, size?: number): Promise<Result>;
  /** Resolves when nothing is waiting or being written. */
  idle(): Promise<void>;
}

/**
 * One batch at a time, in the order of the calls. A batch begins after the event loop has read what its sockets hold,
 * and waits no longer: an idle system is as fast as without batches. The embedded database works in the main thread
 * and without that turn would write each item alone while the others lie unread.
 * `write` gives one result per item, in the same order.
 *
 * @param limits most items and most total size of a batch; a single item may be larger
 */
export function createBatcher<Item, Result>(
  write: (items: readonly Item[]) => Promise<readonly Result[]>,
  limits: { readonly items: number; readonly size: number },
): Batcher<Item, Result> {
  const queue: Waiting<Item, Result>[] = [];
  let running: Promise<void> | undefined;

  function takeBatch(): readonly Waiting<Item, Result>[] {
    let count = 0;
    let size = 0;
    for (const { size: next } of queue) {
      if (count >= limits.items || (count > 0 && size + next > limits.size)) break;
      count += 1;
      size += next;
    }
    return queue.splice(0, count);
  }

  async function run(): Promise<void> {
    while (queue.length > 0) {
      await nextTurn();
      const batch = takeBatch();
      try {
        const results = await write(batch.map(({ item }) => item));
        for (const [index, waiting] of batch.entries()) {
          const result = results[index];
          if (result === undefined) waiting.reject(new Error("a batch gave too few results"));
          else waiting.resolve(result);
        }
      } catch (error) {
        for (const waiting of batch) waiting.reject(error);
      }
    }
    running = undefined;
  }

  return {
    add: (item, size = 1) =>
      new Promise((resolve, reject) => {
        queue.push({ item, size, resolve, reject });
        running ??= run();
      }),
    idle: () => running ?? Promise.resolve(),
  };
}
