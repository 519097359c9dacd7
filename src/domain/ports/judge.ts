import type { JudgeInput, Judgement } from "../guardrail.ts";

/** Judges a change in a worker that is ended when it takes too long; then the judgement is an `error` result. */
export interface Judge {
  judge(input: JudgeInput): Promise<Judgement>;
  close(): Promise<void>;
}
