import type { ChangedFile, Judgement, Violation } from "../../src/domain/guardrail.ts";
import type { Judge } from "../../src/domain/ports/judge.ts";

/** A judge that says what it is told to say. */
export class FakeJudge implements Judge {
  violations: readonly Violation[] = [];
  readonly judged: (readonly ChangedFile[])[] = [];

  judge({ files }: { readonly files: readonly ChangedFile[] }): Promise<Judgement> {
    this.judged.push(files);
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
