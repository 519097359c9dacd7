import { Worker } from "node:worker_threads";
import { z } from "zod";
import type { JudgeInput, Judgement } from "../domain/guardrail.ts";
import type { Judge } from "../domain/ports/judge.ts";
import { judgementOf } from "./judge-change.ts";

export interface JudgeOptions {
  /** A judgement that takes longer is ended. 10 s by default; the first one also starts the thread. */
  readonly timeoutMs?: number;
  /** The memory that a judgement may take, in MB. 512 by default. */
  readonly memoryMb?: number;
  /** Whether the policies that ship are used; true by default. */
  readonly builtIn?: boolean;
}

/** What the thread answers: the judgement, or why it has none. */
const answer = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("judged"),
    judgement: z.custom<Judgement>((value) => typeof value === "object"),
  }),
  z.object({ kind: z.literal("failed"), message: z.string() }),
]);

/** The file that runs in the thread: `.ts` from the sources, `.js` from a build. */
const threadFile = new URL(
  `judge-thread${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`,
  import.meta.url,
);

/**
 * A judge in a thread of its own, kept warm between calls, one judgement after the other. When one takes too long or
 * too much memory the thread is ended, that judgement is a single `error` result, and the next call starts a new one.
 */
export function startJudge(options: JudgeOptions = {}): Judge {
  const { timeoutMs = 10_000, memoryMb = 512, builtIn = true } = options;
  let worker: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const start = (): Worker => {
    const started = new Worker(threadFile, {
      workerData: { builtIn },
      resourceLimits: {
        maxOldGenerationSizeMb: memoryMb,
        maxYoungGenerationSizeMb: 64,
        stackSizeMb: 4,
      },
    });
    started.unref();
    started.once("exit", () => {
      if (worker === started) worker = undefined;
    });
    // An end of the thread between calls is no news: the next call starts another.
    started.on("error", () => undefined);
    return started;
  };
  const end = async (): Promise<void> => {
    const ending = worker;
    worker = undefined;
    await ending?.terminate();
  };
  const judgeNow = async (input: JudgeInput): Promise<Judgement> => {
    worker ??= start();
    const outcome = await ask(worker, input, timeoutMs);
    if (outcome.kind === "judged") return outcome.judgement;
    if (outcome.kind === "ended") await end();
    return notJudged(input, outcome.message);
  };
  return {
    judge(input) {
      const next = last.then(async () => judgeNow(input));
      last = next.catch(() => undefined);
      return next;
    },
    async close() {
      await end();
    },
  };
}

type Outcome = z.infer<typeof answer> | { readonly kind: "ended"; readonly message: string };

function ask(worker: Worker, input: JudgeInput, timeoutMs: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const finish = (outcome: Outcome): void => {
      clearTimeout(timer);
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      worker.unref();
      resolve(outcome);
    };
    const onMessage = (message: unknown): void => {
      const parsed = answer.safeParse(message);
      finish(
        parsed.success ? parsed.data : { kind: "ended", message: "The checks gave no judgement." },
      );
    };
    const onError = (error: Error & { readonly code?: string }): void => {
      const memory = error.code === "ERR_WORKER_OUT_OF_MEMORY";
      const why = memory ? "took more memory than they may" : `stopped: ${error.message}`;
      finish({ kind: "ended", message: `The checks ${why}.` });
    };
    const onExit = (): void =>
      finish({ kind: "ended", message: "The checks were ended before they were done." });
    const timer = setTimeout(() => {
      const message = `The checks took longer than ${timeoutMs / 1_000} s and were ended.`;
      finish({ kind: "ended", message });
    }, timeoutMs);
    worker.ref();
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
    worker.postMessage(input, []);
  });
}

/** Not judged is not passed: one error, at the first file of the change. */
function notJudged(input: JudgeInput, message: string): Judgement {
  const path = input.files[0]?.path ?? "";
  const location = { path, startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
  const told = `${message} Nothing in this change counts as checked. A policy or a file may be too large or never come to an end; split the change or mend the policy, and run the checks again.`;
  return judgementOf(
    [{ policy: "guardrails", validation: "complete", outcome: "error", message: told, location }],
    { checkedObjects: 0, checkedFiles: 0 },
  );
}
