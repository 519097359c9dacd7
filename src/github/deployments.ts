import type { DeploymentPlan, DeploymentStatusPlan } from "../domain/ports/repository-host.ts";
import type { RepositoryRef } from "../domain/repository.ts";
import type { GitHubClient } from "./client.ts";
import { readPages } from "./pages.ts";

const task = "deploy";

/** GitHub's limit on the description of a deployment's status; the deployment's own is cut alike. */
const maxDescription = 140;

/**
 * Deployments: what GitHub shows as the environments of a repository. Causeway does not deploy, it says what was: so no
 * check may hold one back (`required_contexts`), and nothing is merged for it (`auto_merge`).
 */
export class Deployments {
  readonly #client: GitHubClient;

  constructor(client: GitHubClient) {
    this.#client = client;
  }

  async ensure(repository: RepositoryRef, plan: DeploymentPlan): Promise<number> {
    const known = await this.#find(repository, plan);
    if (known !== undefined) return known;
    const route = "POST /repos/{owner}/{repo}/deployments";
    const { data } = await this.#client.call(repository, route, {
      ref: plan.sha,
      task,
      environment: plan.environment,
      production_environment: plan.production,
      transient_environment: plan.transient,
      description: cut(plan.description),
      payload: { causeway: plan.marker },
      auto_merge: false,
      required_contexts: [],
    });
    if ("id" in data) return Number(data.id);
    // GitHub's answer 202: it merged the default branch into the ref, which was not asked for.
    throw new Error(
      `GitHub made no deployment of ${plan.sha}: ${data.message ?? "no reason given"}.`,
    );
  }

  /** The newest with our marker; GitHub lists the newest first. */
  async #find(repository: RepositoryRef, plan: DeploymentPlan): Promise<number | undefined> {
    const { environment, sha, marker } = plan;
    const listed = await readPages(async (page) => {
      const route = "GET /repos/{owner}/{repo}/deployments";
      const query = { sha, environment, task, ...page };
      const { data } = await this.#client.call(repository, route, query);
      return data;
    });
    const found = listed.find(({ payload }) => markerIn(payload) === marker);
    return found === undefined ? undefined : Number(found.id);
  }

  /**
   * Writes a status when the last one says something else. One that GitHub itself made inactive, because a newer
   * deployment succeeded, stays so as long as we have nothing new to say.
   */
  async ensureStatus(
    repository: RepositoryRef,
    deploymentId: number,
    plan: DeploymentStatusPlan,
  ): Promise<void> {
    const wanted = { ...plan, description: cut(plan.description) };
    const { data } = await this.#client.call(
      repository,
      "GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses",
      { deployment_id: deploymentId, per_page: 100 },
    );
    const last = data.find(({ state }) => plan.state === "inactive" || state !== "inactive");
    if (last !== undefined && saysTheSame(last, wanted)) return;
    await this.#client.call(
      repository,
      "POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses",
      {
        deployment_id: deploymentId,
        state: wanted.state,
        description: wanted.description,
        ...(wanted.logUrl === undefined ? {} : { log_url: wanted.logUrl }),
        ...(wanted.environmentUrl === undefined ? {} : { environment_url: wanted.environmentUrl }),
        auto_inactive: true,
      },
    );
  }
}

/** GitHub gives a payload back as it was sent, or as text where it was stored as such. */
function markerIn(payload: unknown): string | undefined {
  const parsed = typeof payload === "string" ? parseJson(payload) : payload;
  if (typeof parsed !== "object" || parsed === null || !("causeway" in parsed)) return undefined;
  return typeof parsed.causeway === "string" ? parsed.causeway : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function saysTheSame(
  known: {
    readonly state: string;
    readonly description: string;
    readonly log_url?: string;
    readonly environment_url?: string;
  },
  wanted: DeploymentStatusPlan,
): boolean {
  return (
    known.state === wanted.state &&
    known.description === wanted.description &&
    (known.log_url ?? "") === (wanted.logUrl ?? "") &&
    (known.environment_url ?? "") === (wanted.environmentUrl ?? "")
  );
}

function cut(text: string): string {
  return text.length <= maxDescription ? text : `${text.slice(0, maxDescription - 1)}…`;
}
