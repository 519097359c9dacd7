import { planIssueForms } from "../plan/issue-forms.ts";
import type { Configuration } from "./configuration.ts";
import type { Ports } from "./ports.ts";

/** Proposes the issue forms that the offerings call for, by pull request, when those on the default branch differ. */
export async function publishIssueForms(ports: Ports, configuration: Configuration): Promise<void> {
  const { catalog, platform, issueForms, tree } = configuration;
  const plan = planIssueForms(catalog, platform, issueForms);
  if (plan === undefined) return;
  const pull = await ports.host.ensurePullRequest(tree, plan, true);
  ports.log.info({ pullRequest: pull.number, state: pull.state }, "issue forms proposed");
}
