/** The parts of an installation, in the order in which they are told. */
export type Area = "settings" | "GitHub" | "Slack" | "database" | "configuration" | "cluster";

/** One thing that was found out about an installation. */
export interface Finding {
  /** Which kind of finding: the key to its row in docs/doctor.md. */
  readonly id: FindingId;
  readonly area: Area;
  /** Only a `failure` means that something does not work as it is. */
  readonly state: "ok" | "warning" | "failure";
  /** What is so: whole sentences, never with a secret. */
  readonly what: string;
  /** What to do: which setting, page, permission, command or variable. On every failure. */
  readonly mend?: string;
}

/** Every kind of finding. Closed: docs/doctor.md has a row for each, and a test holds the two together. */
export const findingIds = [
  "settings",
  "settings-variable",
  "github-not-checked",
  "github-silent",
  "github-app",
  "github-credentials",
  "github-clock",
  "github-refused",
  "github-installation",
  "github-suspended",
  "github-permissions",
  "github-permission-missing",
  "github-permission-not-accepted",
  "github-permission-superfluous",
  "github-events",
  "github-event-missing",
  "github-event-not-accepted",
  "github-repository",
  "github-archived",
  "github-squash",
  "github-issues",
  "github-webhooks",
  "github-webhooks-none",
  "github-webhooks-missed",
  "github-webhook-secret",
  "github-webhook-refused",
  "github-webhook-address",
  "slack-not-set-up",
  "slack-not-checked",
  "slack-silent",
  "slack-bot",
  "slack-token",
  "slack-refused",
  "slack-scopes",
  "slack-scope-missing",
  "slack-scope-superfluous",
  "slack-scopes-unknown",
  "slack-socket",
  "slack-socket-token",
  "slack-socket-scope",
  "slack-link",
  "slack-link-not-set-up",
  "database",
  "database-not-checked",
  "database-new",
  "database-in-use",
  "database-directory",
  "database-broken",
  "database-silent",
  "database-login",
  "database-missing",
  "database-rights",
  "database-refused",
  "configuration-not-checked",
  "configuration",
  "configuration-unreadable",
  "platform-problem",
  "offerings-none",
  "offering-broken",
  "offering-not-offered",
  "forms",
  "forms-outdated",
  "form-impossible",
  "people",
  "people-none",
  "cluster-none",
  "cluster-kubeconfig",
  "cluster-silent",
  "cluster-credentials",
  "cluster-refused",
  "cluster-kinds",
  "cluster-kind-forbidden",
  "cluster-kind-unexplained",
  "cluster-kind-missing",
  "cluster-no-deployer",
  "probe-failed",
] as const;

export type FindingId = (typeof findingIds)[number];

/** Makes the findings of one area. */
export function findingsOf(area: Area) {
  return {
    ok: (id: FindingId, what: string): Finding => ({ id, area, state: "ok", what }),
    warning: (id: FindingId, what: string, mend: string): Finding => ({
      id,
      area,
      state: "warning",
      what,
      mend,
    }),
    failure: (id: FindingId, what: string, mend: string): Finding => ({
      id,
      area,
      state: "failure",
      what,
      mend,
    }),
  };
}
