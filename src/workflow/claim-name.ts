import type { Decision } from "../domain/decision.ts";
import { groupOf, type ObjectRef } from "../domain/kubernetes.ts";
import type { Offering } from "../domain/offering.ts";
import type { ProvisionRecord, ProvisionRequest, RequestRecord } from "../domain/request.ts";
import { manifestPath } from "../plan/provision.ts";
import type { Configuration } from "./configuration.ts";
import type { Ports } from "./ports.ts";
import { refused } from "./refuse.ts";

type Refusal = Extract<Decision, { kind: "refuse" }>;

/**
 * A name is taken by a file on the default branch, or by another request that is under way. A repeated event of the
 * same request finds itself and is no conflict.
 */
export async function nameTaken(
  ports: Pick<Ports, "store">,
  configuration: Configuration,
  request: ProvisionRequest,
): Promise<Refusal | undefined> {
  return takenBy(configuration, request, await rivalsOf(ports, request));
}

/**
 * Writes the path that this request will fill into its record before anything is made, so that each of two requests
 * for one name sees the other. The one that was asked later gives way, unless it was decided before the other came.
 * The claim is decided when the record has its object; until then each look decides anew, also after a crash.
 *
 * Rejects while another claim, of a request that was asked later, is not decided: only that one's own worker knows
 * whether it saw this one. Trying again finds it decided.
 */
export async function claimName(
  ports: Pick<Ports, "store" | "clock">,
  configuration: Configuration,
  { record, offering }: { readonly record: ProvisionRecord; readonly offering: Offering },
): Promise<ProvisionRecord> {
  if (record.object !== undefined) return record;
  const { request } = record;
  const claimed: ProvisionRecord = { ...record, manifestPath: manifestPath(request) };
  await ports.store.requests.save(claimed);
  const rivals = await rivalsOf(ports, request);
  const ahead = rivals.filter((rival) => isAhead(rival, request));
  const taken = takenBy(configuration, request, ahead);
  if (taken !== undefined) return refused(ports, claimed, taken.message);
  const [undecided] = rivals;
  if (undecided !== undefined) {
    throw new Error(`${undecided.request.id} asks for the same name and is not decided yet.`);
  }
  const namespace = configuration.platform.teams.get(request.team)?.namespace ?? request.team;
  const decided = { ...claimed, object: objectOf(offering, namespace, request.name) };
  await ports.store.requests.save(decided);
  return decided;
}

async function rivalsOf(
  ports: Pick<Ports, "store">,
  request: ProvisionRequest,
): Promise<readonly RequestRecord[]> {
  const unfinished = await ports.store.requests.findUnfinishedByPath(manifestPath(request));
  return unfinished.filter((record) => record.request.id !== request.id);
}

function isAhead(rival: RequestRecord, request: ProvisionRequest): boolean {
  if (rival.object !== undefined) return true;
  const [theirs, ours] = [rival.request, request];
  return theirs.askedAt === ours.askedAt ? theirs.id < ours.id : theirs.askedAt < ours.askedAt;
}

function takenBy(
  configuration: Configuration,
  request: ProvisionRequest,
  rivals: readonly RequestRecord[],
): Refusal | undefined {
  const path = manifestPath(request);
  if (!configuration.tree.blobs.has(path) && rivals.length === 0) return undefined;
  return {
    kind: "refuse",
    reasonCode: "nameTaken",
    fieldId: "name",
    message: `The name "${request.name}" is taken in ${request.team}: ${holder(path, rivals)}. Choose another name.`,
  };
}

function holder(path: string, [rival]: readonly RequestRecord[]): string {
  if (rival === undefined) return `${path} exists already`;
  const where = rival.pullRequest === undefined ? "" : `: ${rival.pullRequest.url}`;
  return `another request for it is under way${where}`;
}

function objectOf(offering: Offering, namespace: string, name: string): ObjectRef {
  const { apiVersion, kind, namespaced } = offering.target;
  const ref = { group: groupOf(apiVersion), kind, name };
  return namespaced ? { ...ref, namespace } : ref;
}
