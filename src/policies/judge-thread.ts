import { parentPort, workerData } from "node:worker_threads";
import { errorMessage } from "../domain/errors.ts";
import type { JudgeInput } from "../domain/guardrail.ts";
import { isJsonObject } from "../domain/json.ts";
import { builtInGuardrails } from "./built-in.ts";
import { judgeChange } from "./judge-change.ts";

/** The thread of judge-worker.ts: one judgement for each message. Its input comes from our own process. */
const rules =
  isJsonObject(workerData) && workerData["builtIn"] === false ? [] : builtInGuardrails();

// @secretlint/profiler marks every rule on every file, keeps the marks for ever and searches them linearly: the second
// 1,000 files took nine times as long as the first. This thread measures nothing else.
Object.defineProperty(performance, "mark", { value: () => undefined });

async function answer(input: JudgeInput): Promise<void> {
  try {
    parentPort?.postMessage({ kind: "judged", judgement: await judgeChange(input, rules) }, []);
  } catch (error) {
    const message = `The checks failed: ${errorMessage(error)}.`;
    parentPort?.postMessage({ kind: "failed", message }, []);
  }
}

parentPort?.on("message", (input: JudgeInput) => void answer(input));
