import type { RepositoryFile } from "../../domain/repository.ts";
import type { Service, ServiceInstance } from "../../domain/service.ts";
import { fileSetOf } from "../../yaml/file-set.ts";
import { labelOfVersions } from "./carriers.ts";
import type { EditPlan } from "./edit-plan.ts";
import { planEdits } from "./plan-edits.ts";
import { versionsOf } from "./versions-of.ts";

/** The files as an earlier commit had them. */
export interface EarlierFiles {
  readonly commitSha: string;
  readonly files: readonly RepositoryFile[];
  /** When the commit came to the environment: ISO 8601, UTC. */
  readonly at: string;
}

/** What to go back to: a version's label as `versionOf` says it, or a commit. */
export type RollbackTarget =
  | { readonly kind: "version"; readonly version: string }
  | { readonly kind: "commit"; readonly commitSha: string };

export interface RollbackInput {
  readonly service: Service;
  readonly instance: ServiceInstance;
  /** The head of the default branch: what is edited. */
  readonly files: readonly RepositoryFile[];
  /** Newest first. */
  readonly history: readonly EarlierFiles[];
  readonly to: RollbackTarget;
  readonly choices?: readonly string[];
}

/** A version that an environment had, and the newest commit that says it. */
export interface EarlierVersion {
  readonly version: string;
  readonly commitSha: string;
  readonly at: string;
}

/** The versions that an environment had by its history, newest first, each once; the present one is among them. */
export function earlierVersions(
  instance: ServiceInstance,
  history: readonly EarlierFiles[],
): readonly EarlierVersion[] {
  const byVersion = new Map<string, EarlierVersion>();
  for (const { files, commitSha, at } of history) {
    const version = labelOfVersions(versionsOf(instance, fileSetOf(files)));
    if (version !== undefined && !byVersion.has(version)) {
      byVersion.set(version, { version, commitSha, at });
    }
  }
  return [...byVersion.values()];
}

/** The edits that give an environment back the versions that it had at an earlier commit, and change nothing else. */
export function planRollback(input: RollbackInput): EditPlan {
  const { service, instance, history, to, choices = [] } = input;
  const { environment } = instance;
  const earlier = findEarlier(input);
  if (earlier === undefined) {
    const known = earlierVersions(instance, history).map(({ version }) => version);
    const asked = to.kind === "version" ? to.version : to.commitSha;
    const list = known.length === 0 ? "None is known." : `Known are: ${known.join("; ")}.`;
    const message = `${environment} never had ${service.name} ${asked}, as far as the history that was read goes. ${list}`;
    return { kind: "refused", message };
  }
  const wanted = versionsOf(instance, fileSetOf(earlier.files));
  const others = service.instances.filter((one) => one.environment !== environment);
  const label = labelOfVersions(wanted) ?? earlier.commitSha.slice(0, 8);
  return planEdits({
    wanted,
    instance,
    files: fileSetOf(input.files),
    others,
    choices,
    words: { from: `${environment} at ${label}`, to: environment },
    isReturn: true,
  });
}

function findEarlier({ history, to, instance }: RollbackInput): EarlierFiles | undefined {
  if (to.kind === "commit") {
    const wanted = to.commitSha;
    return wanted.length < 7
      ? undefined
      : history.find(({ commitSha }) => commitSha.startsWith(wanted));
  }
  return history.find(
    ({ files }) => labelOfVersions(versionsOf(instance, fileSetOf(files))) === to.version,
  );
}
