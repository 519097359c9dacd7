import type { StepState } from "../domain/report.ts";

/** One sign for each state of a step, the same on every surface. */
export const stepSigns: Readonly<Record<StepState, string>> = {
  done: "✅",
  active: "⏳",
  waiting: "▫️",
  failed: "❌",
  skipped: "➖",
};
