import { planIssueForms } from "../plan/issue-forms.ts";
import type { Configuration } from "./configuration.ts";
import type { Ports } from "./ports.ts";

/**
 * Proposes the issue forms that the offerings call for, by pull request, when those on the default branch differ.
 * Resolves to the branch of the proposal, which is named for its content; undefined when the forms are current.
 * `proposed` is the branch of an earlier call: the same content is not looked up again.
 */
export async function publishIssueForms(
  ports: Ports,
  configuration: Configuration,
  proposed: string | undefined,
): Promise<string | undefined> {
  const { catalog, platform, issueForms, tree } = configuration;
  const plan = planIssueForms(catalog, platform, issueForms);
  if (plan === undefined || plan.branch === proposed) return plan?.branch;
  const pull = await ports.host.ensurePullRequest(tree, plan, true);
  ports.log.info({ pullRequest: pull.number, state: pull.state }, "issue forms proposed");
  return plan.branch;
}
