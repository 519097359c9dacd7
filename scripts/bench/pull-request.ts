import { pathToFileURL } from "node:url";
import type { ChangedFile } from "../../src/domain/guardrail.ts";
import { startJudge } from "../../src/policies/judge-worker.ts";
import { checkRunOf } from "../../src/report/check-run-report.ts";
import { benchManifests } from "./guardrails.ts";

export interface PullRequestFigures {
  readonly files: number;
  /** The judge's thread starts: the first pull request after the application started. */
  readonly coldMs: number;
  /** The median of five more. */
  readonly warmMs: number;
  /** What the process has in memory above what it had before, after all of them. */
  readonly memoryMb: number;
  readonly annotations: number;
}

/** Judges a pull request of that many files as the application does: with its memory limit, each file changed. */
export async function benchPullRequest(count = 300): Promise<PullRequestFigures> {
  const files: readonly ChangedFile[] = benchManifests(count).map(({ path, content }) => ({
    path,
    content,
    baseContent: content.replaceAll("team-", "squad-"),
  }));
  const before = process.memoryUsage().rss;
  const judge = startJudge();
  const times: number[] = [];
  let annotations = 0;
  for (let round = 0; round < 6; round += 1) {
    const started = performance.now();
    const judgement = await judge.judge({ files, rules: [] });
    const plan = checkRunOf(judgement, "sha", {
      skipped: [],
      levels: {},
      advice: new Map(),
      exempted: [],
      rendering: { rendered: [], notRendered: [] },
      notes: [],
    });
    times.push(performance.now() - started);
    annotations = plan.annotations.length;
  }
  const memoryMb = (process.memoryUsage().rss - before) / 1_000_000;
  await judge.close();
  const [coldMs = 0, ...warm] = times;
  return {
    files: count,
    coldMs: Math.round(coldMs),
    warmMs: Math.round(warm.toSorted((a, b) => a - b)[2] ?? 0),
    memoryMb: Math.round(memoryMb),
    annotations,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  process.stdout.write(`${JSON.stringify(await benchPullRequest())}\n`);
}
