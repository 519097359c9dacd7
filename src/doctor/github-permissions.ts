import { findingsOf, type Finding } from "./finding.ts";

/** Permissions and events as GitHub lists them: of an App what it asks for, of an installation what was accepted. */
export interface Granted {
  /** `contents` → `write`. */
  readonly permissions: Readonly<Record<string, string>>;
  readonly events: readonly string[];
}

/** What Causeway's calls and handlers need. */
export interface Needed {
  readonly permissions: Readonly<Record<string, "read" | "write">>;
  readonly events: readonly string[];
}

interface Grants {
  readonly app: Granted & { readonly url: string };
  readonly installation: Granted;
  /** The installation's settings page. */
  readonly installationUrl: string;
}

const { ok, warning, failure } = findingsOf("GitHub");

/**
 * Holds what was granted against what is needed. An App that asks for a permission and an installation that has it not
 * means that an owner has not accepted it yet: another page mends it.
 */
export function permissionFindings(grants: Grants, needed: Needed): readonly Finding[] {
  return [
    ...missingPermissions(grants, needed),
    ...missingEvents(grants, needed),
    ...superfluousPermissions(grants, needed),
  ];
}

function missingPermissions(grants: Grants, needed: Needed): readonly Finding[] {
  const entries = Object.entries(needed.permissions);
  const missing = entries.filter(
    ([name, level]) => !covers(grants.installation.permissions[name], level),
  );
  if (missing.length === 0)
    return [ok("github-permissions", `All ${entries.length} permissions are granted.`)];
  const [asked, notAsked] = partition(missing, ([name, level]) =>
    covers(grants.app.permissions[name], level),
  );
  const found: Finding[] = [];
  if (notAsked.length > 0)
    found.push(
      failure(
        "github-permission-missing",
        `The App lacks ${listed(notAsked.map(asLine))}.`,
        `On the App's settings page, under "Permissions & events", set ${notAsked.map(asChoice).join(", ")} and save. Then an owner accepts the change at ${grants.installationUrl}. app.yml lists all.`,
      ),
    );
  if (asked.length > 0)
    found.push(
      failure(
        "github-permission-not-accepted",
        `The App asks for ${listed(asked.map(asLine))}, but the organisation has not accepted that yet.`,
        `An owner of the organisation reviews the request at ${grants.installationUrl} and accepts the new permissions.`,
      ),
    );
  return found;
}

function missingEvents({ app, installation, installationUrl }: Grants, needed: Needed) {
  const missing = needed.events.filter((event) => !installation.events.includes(event));
  if (missing.length === 0)
    return [ok("github-events", `All ${needed.events.length} events are subscribed to.`)];
  const [asked, notAsked] = partition(missing, (event) => app.events.includes(event));
  const found: Finding[] = [];
  if (notAsked.length > 0)
    found.push(
      failure(
        "github-event-missing",
        `The App does not subscribe to ${listed(notAsked)}: what happens there is never heard of.`,
        `On the App's settings page, under "Permissions & events", tick ${listed(notAsked.map(eventTitle))} in "Subscribe to events" and save. app.yml lists all.`,
      ),
    );
  if (asked.length > 0)
    found.push(
      failure(
        "github-event-not-accepted",
        `The App subscribes to ${listed(asked)}, but the installation does not send it yet.`,
        `An owner of the organisation accepts the App's pending changes at ${installationUrl}.`,
      ),
    );
  return found;
}

function superfluousPermissions({ app }: Grants, needed: Needed): readonly Finding[] {
  const more = Object.entries(app.permissions).filter(([name, level]) => {
    const need = needed.permissions[name];
    return need === undefined ? name !== "metadata" : !covers(need, level);
  });
  if (more.length === 0) return [];
  return [
    warning(
      "github-permission-superfluous",
      `The App asks for more than is used: ${listed(more.map(asLine))}.`,
      `On the App's settings page, under "Permissions & events", set ${more.map(([name]) => `${permissionTitle(name)}: ${levelTitle(needed.permissions[name])}`).join(", ")}. What is not held can't be stolen.`,
    ),
  ];
}

/** `admin` holds `write`, and `write` holds `read`. */
function covers(granted: string | undefined, needed: string): boolean {
  const ranks = ["read", "write", "admin"];
  return granted !== undefined && ranks.indexOf(granted) >= ranks.indexOf(needed);
}

function partition<Item>(items: readonly Item[], test: (item: Item) => boolean) {
  return [items.filter(test), items.filter((item) => !test(item))] as const;
}

function asLine([name, level]: readonly [string, string]): string {
  return `${name}: ${level}`;
}

function asChoice([name, level]: readonly [string, string]): string {
  return `${permissionTitle(name)} to ${levelTitle(level)}`;
}

/** As the settings page has it: `pull_requests` → Pull requests. */
function permissionTitle(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function levelTitle(level: string | undefined): string {
  if (level === undefined) return "No access";
  return level === "read" ? "Read-only" : "Read and write";
}

function eventTitle(event: string): string {
  return `"${permissionTitle(event)}"`;
}

function listed(items: readonly string[]): string {
  return items.length < 2
    ? items.join("")
    : `${items.slice(0, -1).join(", ")} and ${items.at(-1) ?? ""}`;
}
