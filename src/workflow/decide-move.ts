import type { Decision } from "../domain/decision.ts";
import { stringAt } from "../domain/json.ts";
import { conditionsOf, type ObjectRef } from "../domain/kubernetes.ts";
import type { EnvironmentRules } from "../domain/platform.ts";
import type { ClusterView } from "../domain/ports/cluster.ts";
import type { SourceCheck } from "../domain/ports/repository-host.ts";
import type { ServiceRecord } from "../domain/request.ts";
import type { Service } from "../domain/service.ts";
import { runningVersion } from "../delivery/running-version.ts";
import { mayPromote, mayRollBack } from "../plan/environment-rules/may-promote.ts";
import type { PromotionApproval } from "../plan/environment-rules/promotion-facts.ts";
import type { MergeFacts } from "../plan/may-merge.ts";
import { automaticRequester } from "./automatic-requester.ts";
import type { Configuration } from "./configuration.ts";
import { mayApprove } from "./may-approve.ts";
import type { Ports } from "./ports.ts";
import { repositoryOf } from "./pull-request-of.ts";
import { rollbackUnderWay } from "./rival-moves.ts";
import { runningServices } from "./services.ts";

/** Whether a promotion or a rollback may go into its environment now, by the environment's rules. */
export async function decideMove(
  ports: Ports,
  configuration: Configuration,
  {
    record,
    reviews,
    headSha,
  }: {
    readonly record: ServiceRecord;
    readonly reviews: MergeFacts["reviews"];
    readonly headSha: string;
  },
): Promise<Decision> {
  const { request, move } = record;
  const { platform } = configuration;
  const approvals = [
    ...reviews.flatMap(approvalOfReview),
    ...(await givenApprovals(ports, configuration, record)),
  ];
  const environments = environmentsOf(ports, configuration, request.service);
  const { githubLogin } = request.requester;
  const asked = githubLogin === automaticRequester ? {} : { requesterLogin: githubLogin };
  const common = { environments, to: request.environment, headSha, approvals, ...asked };
  if (request.kind === "rollback") return mayRollBack(common);
  const rollback = await rollbackUnderWay(ports, record);
  if (rollback !== undefined) return waitFor(rollback);
  const from = move?.from ?? "";
  const healthy = healthySinceIn(ports, platform, { service: request.service, environment: from });
  return mayPromote({
    ...common,
    now: ports.clock.now().toISOString(),
    service: request.service,
    from,
    sourceChecks: await sourceChecks(ports, configuration, record),
    holds: await ports.store.holds.list(ports.clock.now()),
    ...(healthy === undefined ? {} : { healthySince: healthy }),
  });
}

/** The environments in which the service runs: what it has not is passed over in their order. */
function environmentsOf(
  ports: Ports,
  { platform }: Configuration,
  name: string,
): readonly EnvironmentRules[] {
  const service = runningServices(ports, platform).services.find((one) => one.name === name);
  const runsIn = new Set(service?.instances.map(({ environment }) => environment));
  return platform.environments.filter((environment) => runsIn.has(environment.name));
}

function approvalOfReview({
  login,
  state,
  commitSha: headSha,
  eligible,
}: MergeFacts["reviews"][number]): readonly PromotionApproval[] {
  return state === "approved" ? [{ login, source: "review", headSha, eligible }] : [];
}

async function givenApprovals(
  ports: Ports,
  configuration: Configuration,
  record: ServiceRecord,
): Promise<readonly PromotionApproval[]> {
  return Promise.all(
    (record.approvals ?? []).map(async ({ login, source, headSha }) => ({
      login,
      source,
      headSha,
      eligible: await mayApprove(ports, configuration, { record, login }),
    })),
  );
}

function waitFor({ request, pullRequest }: ServiceRecord): Decision {
  const where = pullRequest === undefined ? "" : `: ${pullRequest.url}`;
  return {
    kind: "wait",
    reasonCode: "held",
    message: `A rollback of ${request.service} in ${request.environment} is under way${where}. It goes on when that has ended.`,
  };
}

/** Asked of GitHub only where the environment asks for checks. */
async function sourceChecks(
  ports: Ports,
  { platform }: Configuration,
  record: ServiceRecord,
): Promise<readonly SourceCheck[]> {
  const { request, move } = record;
  const rules = platform.environments.find(({ name }) => name === request.environment);
  if (move === undefined || rules === undefined || rules.requiredChecks.length === 0) return [];
  return ports.host.listChecks(repositoryOf(ports, record), move.sourceSha);
}

function healthySinceIn(
  ports: Ports,
  platform: Configuration["platform"],
  { service: name, environment }: { readonly service: string; readonly environment: string },
): string | undefined {
  const view = ports.cluster?.view;
  const service = runningServices(ports, platform).services.find((one) => one.name === name);
  return view === undefined || service === undefined
    ? undefined
    : healthySince(view, service, environment);
}

/** Since when what runs in an environment has been healthy without a break; undefined: it is not, or nobody knows. */
export function healthySince(
  view: ClusterView,
  { instances }: Service,
  environment: string,
): string | undefined {
  const deployer = instances.find((one) => one.environment === environment)?.deployer;
  const running = deployer === undefined ? undefined : runningVersion(deployer, view);
  if (deployer === undefined || running?.health !== "healthy") return undefined;
  const moments = [running.since, lastTransition(view, deployer)].filter((at) => at !== undefined);
  return moments.toSorted().at(-1);
}

/** Argo CD's `status.health.lastTransitionTime`; of Flux the condition Ready's. */
function lastTransition(view: ClusterView, deployer: ObjectRef): string | undefined {
  const object = view.find(deployer);
  if (object === undefined) return undefined;
  const ready = conditionsOf(object).find(({ type }) => type === "Ready");
  return stringAt(object, ["status", "health", "lastTransitionTime"]) ?? ready?.lastTransitionTime;
}
