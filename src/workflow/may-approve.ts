import type { ProvisionRequest, RequestRecord } from "../domain/request.ts";
import { ruleFor } from "../plan/may-request.ts";
import type { Configuration } from "./configuration.ts";
import type { Ports } from "./ports.ts";
import { repositoryOf } from "./pull-request-of.ts";

/** How many must approve a request's pull request, and who: the rules of the default branch for its kind. */
export function approvalRule(
  configuration: Configuration,
  { request }: RequestRecord,
): {
  readonly needed: number;
  /** The team whose members may approve; undefined: whoever can write to the repository of the change. */
  readonly approvers: string | undefined;
} {
  if (request.kind === "provision") {
    const rule = provisionRule(configuration, request);
    return { needed: rule?.approvals ?? 1, approvers: rule?.approvers };
  }
  const { environments } = configuration.platform;
  const rules = environments.find(({ name }) => name === request.environment);
  // Its number is counted with what the environment asks for besides: see decide-move.ts.
  return { needed: 0, approvers: rules?.approvers };
}

function provisionRule(
  { platform, catalog }: Configuration,
  { offering, team }: ProvisionRequest,
): ReturnType<typeof ruleFor> {
  const command = catalog.offerings.find(({ name }) => name === offering)?.command ?? "";
  return ruleFor(platform, { offering, command, team });
}

/** Whether a person is among those who may approve a request, on whichever surface they say so. */
export async function mayApprove(
  ports: Ports,
  configuration: Configuration,
  { record, login }: { readonly record: RequestRecord; readonly login: string },
): Promise<boolean> {
  const { approvers } = approvalRule(configuration, record);
  return approvers === undefined
    ? ports.membership.canWrite(repositoryOf(ports, record), login)
    : ports.membership.isMember(configuration.platform, approvers, login);
}
