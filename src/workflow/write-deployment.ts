import { errorMessage, TerminalError } from "../domain/errors.ts";
import type { DeliveryState } from "../domain/delivery.ts";
import type { DeploymentState } from "../domain/ports/repository-host.ts";
import { isServiceRecord, type RequestRecord, type ServiceRecord } from "../domain/request.ts";
import type { Ports } from "./ports.ts";
import { repositoryOf } from "./pull-request-of.ts";

/**
 * Tells GitHub how a merged promotion or rollback is doing, so that the Environments page of its repository is right.
 * An App without the permission goes on without it: the thread is told all the same.
 */
export async function writeDeployment(ports: Ports, record: RequestRecord): Promise<RequestRecord> {
  const { mergeCommitSha } = record;
  if (!isServiceRecord(record) || mergeCommitSha === undefined) return record;
  const state = stateOf(record);
  if (record.deployment?.state === state) return record;
  try {
    const repository = repositoryOf(ports, record);
    const id = await ports.host.ensureDeployment(repository, {
      environment: record.request.environment,
      sha: mergeCommitSha,
      description: description(record),
      marker: record.request.id,
      production: isLast(ports, record.request.environment),
      transient: false,
    });
    await ports.host.ensureDeploymentStatus(repository, id, {
      state,
      description: record.delivery?.steps.at(-1)?.assessment.message ?? "It is on its way.",
    });
    return { ...record, deployment: { id, state } };
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    const fields = { requestId: record.request.id, error: errorMessage(error) };
    ports.log.warn(fields, "the deployment could not be written to GitHub");
    return { ...record, deployment: { id: 0, state } };
  }
}

function stateOf({ state, delivery }: RequestRecord): DeploymentState {
  if (state === "ready") return "success";
  if (state === "failed") return "failure";
  if (state === "closed") return "inactive";
  const under: ReadonlySet<DeliveryState | undefined> = new Set(["syncing", "progressing"]);
  return under.has(delivery?.state) ? "in_progress" : "queued";
}

function description({ request, move }: ServiceRecord): string {
  const version = move === undefined ? request.service : `${request.service} ${move.version}`;
  return request.kind === "promote" ? version : `${version}, rolled back to`;
}

/** The last environment is the one that end users use. */
function isLast(ports: Ports, environment: string): boolean {
  return ports.configuration.current()?.platform.environments.at(-1)?.name === environment;
}
