import type { ChangedFile, JudgeInput, Judgement, Violation } from "../../src/domain/guardrail.ts";
import type { Judge } from "../../src/domain/ports/judge.ts";

/** A judge that says what it is told to say. */
export class FakeJudge implements Judge {
  violations: readonly Violation[] = [];
  readonly judged: (readonly ChangedFile[])[] = [];
  /** The guardrail levels of each judgement. */
  readonly levels: JudgeInput["levels"][] = [];

  judge({ files, levels }: Pick<JudgeInput, "files" | "levels">): Promise<Judgement> {
    this.judged.push(files);
    this.levels.push(levels);
    return Promise.resolve({
      conclusion: this.violations.some(({ outcome }) => outcome !== "warn") ? "failure" : "success",
      results: this.violations,
      violations: this.violations,
      checkedObjects: files.length,
      checkedFiles: files.length,
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
