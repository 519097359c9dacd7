import { findingsOf, type Finding } from "./finding.ts";

const { ok, warning } = findingsOf("Slack");

/** Whether `/platform link` can work: which of its variables are set. */
export function linkFinding(set: Readonly<Record<LinkVariable, boolean>>): Finding {
  const missing = linkVariables.filter((name) => !set[name]);
  if (missing.length === 0)
    return ok("slack-link", "People can link themselves to their GitHub login: /platform link.");
  return warning(
    "slack-link-not-set-up",
    `/platform link is not set up (${missing.join(", ")} not set): only the people in platform.yaml are known.`,
    `Set ${missing.join(", ")} (docs/platform-team.md, "Who is who"), or leave it and add everybody under "people" in platform.yaml.`,
  );
}

const linkVariables = ["GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET", "CAUSEWAY_PUBLIC_URL"] as const;

type LinkVariable = (typeof linkVariables)[number];
