import { createHash } from "node:crypto";
import type { CheckAnnotation, CheckRunPlan } from "../domain/ports/repository-host.ts";
import type { RepositoryRef } from "../domain/repository.ts";
import type { GitHubClient } from "./client.ts";

/** GitHub takes 50 annotations in one call; those of later calls are added to the earlier ones. */
const batchSize = 50;

const maxSummary = 65_535;
const maxAnnotationTitle = 255;
/** 64 KB: characters may have up to four bytes. */
const maxAnnotationMessage = 16_000;

/** Check runs, found again by name and head SHA. */
export class CheckRuns {
  readonly #client: GitHubClient;
  readonly #appId: string;

  constructor(client: GitHubClient, appId: string) {
    this.#client = client;
    this.#appId = appId;
  }

  /**
   * A run that says the same is finished if need be and adopted. One that says something else is rewritten, or, when
   * it has annotations, which GitHub never takes back, followed by a newer one: GitHub shows the newest of a name.
   */
  async ensure(repository: RepositoryRef, plan: CheckRunPlan, mayExist: boolean): Promise<number> {
    const digest = digestOf(plan);
    const known = mayExist ? await this.#find(repository, plan) : undefined;
    if (known?.digest === digest) {
      // "Re-run" sets the suite of a run to queued, and the run stays as it is: it counts again when it is written.
      await this.#update(repository, known.id, closing(plan));
      await this.#addAnnotations(repository, known.id, plan, known.annotations);
      return known.id;
    }
    const first = { ...fieldsOf(plan), external_id: digest, output: outputOf(plan, 0) };
    const rewritable = known !== undefined && known.annotations === 0;
    const id = rewritable
      ? await this.#update(repository, known.id, first)
      : await this.#create(repository, plan, first);
    await this.#addAnnotations(repository, id, plan, Math.min(batchSize, plan.annotations.length));
    return id;
  }

  async #find(repository: RepositoryRef, { name, headSha }: CheckRunPlan) {
    const { data } = await this.#client.call(
      repository,
      "GET /repos/{owner}/{repo}/commits/{ref}/check-runs",
      {
        ref: headSha,
        check_name: name,
        filter: "latest",
        app_id: Number(this.#appId),
        per_page: 100,
      },
    );
    const ours = data.check_runs.filter(
      (run) => run.name === name && run.app?.id === Number(this.#appId),
    );
    return ours
      .map(({ id, external_id, output }) => ({
        id: Number(id),
        digest: external_id,
        annotations: output.annotations_count,
      }))
      .toSorted((left, right) => right.id - left.id)[0];
  }

  async #create(repository: RepositoryRef, plan: CheckRunPlan, fields: CheckRunFields) {
    const { data } = await this.#client.call(repository, "POST /repos/{owner}/{repo}/check-runs", {
      name: plan.name,
      head_sha: plan.headSha,
      ...fields,
    });
    return Number(data.id);
  }

  async #update(repository: RepositoryRef, id: number, fields: CheckRunFields): Promise<number> {
    await this.#client.call(repository, "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}", {
      check_run_id: id,
      ...fields,
    });
    return id;
  }

  /** Sends those that GitHub does not have yet. They go in order, so their count says which. */
  async #addAnnotations(repository: RepositoryRef, id: number, plan: CheckRunPlan, sent: number) {
    for (let start = sent; start < plan.annotations.length; start += batchSize)
      await this.#update(repository, id, { ...fieldsOf(plan), output: outputOf(plan, start) });
  }
}

type CheckRunFields = ReturnType<typeof fieldsOf> & {
  readonly external_id?: string;
  readonly output: ReturnType<typeof outputOf>;
};

function fieldsOf({ conclusion }: CheckRunPlan) {
  return { status: "completed", conclusion } as const;
}

/** What the run said already, without an annotation: those that are there stay. */
function closing(plan: CheckRunPlan): CheckRunFields {
  return { ...fieldsOf(plan), output: outputOf({ ...plan, annotations: [] }, 0) };
}

function outputOf({ title, summary, annotations }: CheckRunPlan, start: number) {
  return {
    title,
    summary: cut(summary, maxSummary),
    annotations: annotations.slice(start, start + batchSize).map(toAnnotation),
  };
}

function toAnnotation(annotation: CheckAnnotation) {
  const { startLine, endLine, startColumn, endColumn } = annotation;
  // GitHub refuses columns on an annotation of more than one line.
  const columns =
    startLine === endLine && startColumn !== undefined && endColumn !== undefined
      ? { start_column: startColumn, end_column: endColumn }
      : {};
  return {
    path: annotation.path,
    start_line: startLine,
    end_line: endLine,
    ...columns,
    annotation_level: annotation.level,
    title: cut(annotation.title, maxAnnotationTitle),
    message: cut(annotation.message, maxAnnotationMessage),
  };
}

function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}

/** Two plans with the same digest say the same. Kept as the run's external id. */
function digestOf({ conclusion, title, summary, annotations }: CheckRunPlan): string {
  const said = JSON.stringify([conclusion, title, summary, annotations]);
  return `causeway-${createHash("sha256").update(said).digest("hex").slice(0, 32)}`;
}
