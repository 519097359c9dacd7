import type { HookDelivery } from "../domain/ports/repository-host.ts";
import type { Answer, Refused } from "./answer.ts";
import { findingsOf, type Finding } from "./finding.ts";
import { permissionFindings, type Granted, type Needed } from "./github-permissions.ts";
import { webhookFindings } from "./webhook-findings.ts";

/** What GitHub says about the App, its installation and the configuration repository. */
export interface GitHubFacts {
  readonly app: Answer<Granted & { readonly name: string; readonly url: string }>;
  /** Absent where it was not asked for: the App itself could not be read, or the repository is not known. */
  readonly installation?: Answer<Granted & { readonly url: string; readonly suspended: boolean }>;
  readonly repository?: Answer<RepositoryState>;
  /** Newest first, of the last days. */
  readonly deliveries?: Answer<readonly HookDelivery[]>;
}

interface RepositoryState {
  readonly defaultBranch: string;
  readonly archived: boolean;
  /** Undefined where GitHub does not show it. */
  readonly squashMerge?: boolean | undefined;
  readonly issues: boolean;
}

/** What the facts are held against. */
export interface GitHubQuestion {
  readonly needed: Needed;
  readonly apiUrl: string;
  readonly webUrl: string;
  /** `owner/name`; undefined when the variable is not set. */
  readonly repository: string | undefined;
  /** The path at which Causeway takes webhooks. */
  readonly webhookPath: string;
}

const { ok, warning, failure } = findingsOf("GitHub");

/** The App can't be asked about, because its id or key can't be used. */
export function githubNotChecked(): Finding {
  return warning(
    "github-not-checked",
    "GitHub was not checked, because the App's id or key can't be used.",
    "Mend what is said about APP_ID and PRIVATE_KEY, then run the doctor again.",
  );
}

/** Facts about GitHub → findings, the App first, its webhooks last. */
export function githubFindings(facts: GitHubFacts, question: GitHubQuestion): readonly Finding[] {
  const { app } = facts;
  if (app.kind === "silent") return [silent(question, app.message)];
  if (app.kind === "refused") return [appRefused(app, question)];
  const { name, url } = app.value;
  return [
    ok("github-app", `The App's key is accepted: it is ${name} (${url}).`),
    ...installationFindings(facts, question),
    ...repositoryFindings(facts.repository, question),
    ...deliveryFindings(facts.deliveries, question),
  ];
}

function silent({ apiUrl }: GitHubQuestion, message: string): Finding {
  return failure(
    "github-silent",
    `GitHub can't be asked at ${apiUrl}: ${message}`,
    "Check that this machine reaches that address (firewall, proxy, DNS), and that GITHUB_API_URL is right: https://api.github.com, or https://<host>/api/v3 for GitHub Enterprise Server. When GitHub itself has trouble (https://www.githubstatus.com), run the doctor again later.",
  );
}

function appRefused({ code, message }: Refused, question: GitHubQuestion): Finding {
  if (/'(?:issued at|expiration time)'/i.test(message))
    return failure(
      "github-clock",
      `GitHub does not accept the App's sign-in because of its time: ${message}`,
      "Set this machine's clock right: it may differ from GitHub's by a minute at most (timedatectl shows whether it is synchronised).",
    );
  if (code === "401" || code === "404")
    return failure(
      "github-credentials",
      `GitHub does not accept the App's key (${code}: ${message}).`,
      `Open the App's settings page (${question.webUrl}, Settings, Developer settings, GitHub Apps). APP_ID must be the number it shows there; PRIVATE_KEY must be one of the keys listed under "Private keys". If in doubt, generate a new key there and set it.`,
    );
  return refused({ kind: "refused", code, message }, question, "the App itself");
}

function refused({ code, message }: Refused, { apiUrl }: GitHubQuestion, what: string): Finding {
  return failure(
    "github-refused",
    `GitHub refused to tell about ${what} (${code}: ${message}).`,
    `Check that GITHUB_API_URL (${apiUrl}) is GitHub's API, that the App is not suspended and that no IP allow list keeps this machine out. If this is a rate limit, run the doctor again later.`,
  );
}

function installationFindings(facts: GitHubFacts, question: GitHubQuestion): readonly Finding[] {
  const { app, installation } = facts;
  const { repository } = question;
  if (repository === undefined)
    return [
      warning(
        "github-not-checked",
        "The App's installation was not checked: it is not known on which repository.",
        "Set CAUSEWAY_CONFIG_REPOSITORY to owner/name of the configuration repository.",
      ),
    ];
  if (installation === undefined || app.kind !== "answered") return [];
  if (installation.kind === "silent") return [silent(question, installation.message)];
  if (installation.kind === "refused")
    return [
      installation.code === "404"
        ? notInstalled(repository, app.value.url)
        : refused(installation, question, `the App's installation on ${repository}`),
    ];
  const { suspended, url } = installation.value;
  if (suspended)
    return [
      failure(
        "github-suspended",
        `The App's installation on ${repository} is suspended.`,
        `An owner of the organisation can unsuspend it at ${url}.`,
      ),
    ];
  return [
    ok("github-installation", `The App is installed on ${repository}.`),
    ...permissionFindings(
      { app: app.value, installation: installation.value, installationUrl: url },
      question.needed,
    ),
  ];
}

function notInstalled(repository: string, appUrl: string): Finding {
  return failure(
    "github-installation",
    `The App is not installed on ${repository}, or there is no such repository.`,
    `Check the spelling of CAUSEWAY_CONFIG_REPOSITORY. Then install the App at ${appUrl}/installations/new and choose ${repository} among its repositories.`,
  );
}

function repositoryFindings(
  repository: GitHubFacts["repository"],
  question: GitHubQuestion,
): readonly Finding[] {
  if (repository === undefined) return [];
  const name = question.repository ?? "";
  if (repository.kind === "silent") return [silent(question, repository.message)];
  if (repository.kind === "refused") return [refused(repository, question, name)];
  const { defaultBranch, archived, squashMerge, issues } = repository.value;
  const settings = `${question.webUrl}/${name}/settings`;
  const found: Finding[] = [];
  if (archived)
    found.push(
      failure(
        "github-archived",
        `${name} is archived: nothing can be written to it.`,
        `Unarchive it at ${settings} (Danger Zone), or set CAUSEWAY_CONFIG_REPOSITORY to the repository that is in use.`,
      ),
    );
  if (squashMerge === false)
    found.push(
      failure(
        "github-squash",
        `${name} does not allow squash merging, which is how Causeway merges.`,
        `Turn on "Allow squash merging" at ${settings} (Pull Requests).`,
      ),
    );
  if (!issues)
    found.push(
      warning(
        "github-issues",
        `Issues are turned off in ${name}: nobody can ask by issue form.`,
        `Turn on "Issues" at ${settings} (Features), or leave it if people ask in Slack alone.`,
      ),
    );
  if (found.length > 0) return found;
  return [
    ok("github-repository", `${name} can be written to; its default branch is ${defaultBranch}.`),
  ];
}

function deliveryFindings(
  deliveries: GitHubFacts["deliveries"],
  question: GitHubQuestion,
): readonly Finding[] {
  if (deliveries === undefined) return [];
  if (deliveries.kind === "silent") return [silent(question, deliveries.message)];
  if (deliveries.kind === "refused") return [refused(deliveries, question, "its webhooks")];
  return webhookFindings(deliveries.value, question.webhookPath);
}
