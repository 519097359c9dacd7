import { planPromotion } from "../plan/promotion/plan-promotion.ts";
import { planRollback, type EarlierFiles } from "../plan/promotion/plan-rollback.ts";
import { versionOf } from "../plan/promotion/carriers.ts";
import type { EditPlan } from "../plan/promotion/edit-plan.ts";
import type { RunningVersion } from "../domain/delivery.ts";
import { TerminalError } from "../domain/errors.ts";
import type { Platform } from "../domain/platform.ts";
import type { RepositoryRef, RepositoryTree } from "../domain/repository.ts";
import type { PromoteRequest, RollbackRequest } from "../domain/request.ts";
import type { Service, ServiceInstance } from "../domain/service.ts";
import type { HealthyVersion } from "../domain/ports/service-versions.ts";
import type { Ports } from "./ports.ts";
import { readManifests, repositoriesOf, serviceWithFiles } from "./services.ts";

/** The edits of a move, with the repository and commit that they are made on. */
export interface PlannedMove {
  readonly plan: EditPlan;
  readonly base: RepositoryTree;
  /** The version that is there before; undefined where no file says it. */
  readonly replaces: string | undefined;
  /** The commit that the version was taken from. */
  readonly sourceSha: string;
}

/** Plans a promotion in the first repository that carries the versions. */
export async function planPromotionMove(
  ports: Ports,
  platform: Platform,
  {
    request,
    from,
    to,
    running,
    choices,
  }: {
    readonly request: PromoteRequest;
    readonly choices: readonly string[];
    readonly from: ServiceInstance;
    readonly to: ServiceInstance;
    readonly running: RunningVersion;
  },
): Promise<PlannedMove> {
  return inFirstThatCarries(ports, [to, from], async (repository) => {
    const base = await ports.host.readDefaultBranch(repository);
    const files = await readManifests(ports, base, foldersOf([from, to]));
    const service = serviceWithFiles(ports, platform, { name: request.service, repository, files });
    const target = instanceIn(service, to.environment);
    if (service === undefined || target === undefined) return undefined;
    const source = await runningTree(ports, base, running);
    const sourceFiles =
      source === base ? files : await readManifests(ports, source, foldersOf([from]));
    const serviceThen =
      source === base
        ? service
        : serviceWithFiles(ports, platform, {
            name: request.service,
            repository,
            files: sourceFiles,
          });
    const origin = instanceIn(serviceThen, from.environment);
    if (origin === undefined) return undefined;
    const { revision } = running;
    const plan = planPromotion({
      service,
      from: {
        instance: origin,
        files: sourceFiles,
        ...(revision === undefined ? {} : { revision }),
      },
      to: { instance: target, files },
      choices,
    });
    return { plan, base, replaces: versionOf(target, files), sourceSha: source.commitSha };
  });
}

/** Plans a rollback to a version that was healthy in the environment. `history` is newest first. */
export async function planRollbackMove(
  ports: Ports,
  platform: Platform,
  {
    request,
    to,
    history,
    choices,
  }: {
    readonly request: RollbackRequest;
    readonly choices: readonly string[];
    readonly to: ServiceInstance;
    readonly history: readonly HealthyVersion[];
  },
): Promise<PlannedMove> {
  return inFirstThatCarries(ports, [to], async (repository) => {
    const base = await ports.host.readDefaultBranch(repository);
    const folders = foldersOf([to]);
    const files = await readManifests(ports, base, folders);
    const service = serviceWithFiles(ports, platform, { name: request.service, repository, files });
    const target = instanceIn(service, to.environment);
    if (service === undefined || target === undefined) return undefined;
    const replaces = versionOf(target, files);
    const earlier = await earlierFiles(ports, repository, { history, folders });
    const wanted =
      request.version ??
      earlier
        .map((one) => versionOf(target, one.files))
        .find((version) => version !== undefined && version !== replaces);
    if (wanted === undefined) return undefined;
    const plan = planRollback({
      service,
      instance: target,
      files,
      history: earlier,
      choices,
      to: /^[0-9a-f]{40}$/.test(wanted)
        ? { kind: "commit", commitSha: wanted }
        : { kind: "version", version: wanted },
    });
    const sourceSha = earlier.find((one) => versionOf(target, one.files) === wanted)?.commitSha;
    return { plan, base, replaces, sourceSha: sourceSha ?? base.commitSha };
  });
}

function instanceIn(
  service: Service | undefined,
  environment: string,
): ServiceInstance | undefined {
  return service?.instances.find((one) => one.environment === environment);
}

function foldersOf(instances: readonly ServiceInstance[]): readonly string[] {
  return instances.flatMap(({ sources }) =>
    sources.flatMap(({ path }) => (path === undefined || path === "" ? [] : [path])),
  );
}

/** What runs is a commit of the manifests, unless the deployer takes something that has none: then the newest counts. */
async function runningTree(
  ports: Ports,
  base: RepositoryTree,
  { revision }: RunningVersion,
): Promise<RepositoryTree> {
  if (revision === undefined || revision === base.commitSha) return base;
  if (!/^[0-9a-f]{40}$/.test(revision)) return base;
  try {
    return await ports.host.readTree(base.repository, revision);
  } catch (error) {
    // A revision of another repository: of several sources, one may be elsewhere.
    if (error instanceof TerminalError) return base;
    throw error;
  }
}

async function earlierFiles(
  ports: Ports,
  repository: RepositoryRef,
  {
    history,
    folders,
  }: { readonly history: readonly HealthyVersion[]; readonly folders: readonly string[] },
): Promise<readonly EarlierFiles[]> {
  const found: EarlierFiles[] = [];
  for (const { revision, healthyAt } of history) {
    try {
      const tree = await ports.host.readTree(repository, revision);
      const files = await readManifests(ports, tree, folders);
      found.push({ commitSha: revision, files, at: healthyAt });
    } catch (error) {
      if (!(error instanceof TerminalError)) throw error;
    }
  }
  return found;
}

const nothingCarries: EditPlan = {
  kind: "refused",
  message:
    "No file that Causeway can read says which version runs there, so there is nothing to change. docs/promotion.md says which fields count.",
};

/** The first repository whose files give edits or a question; else the first that says why not. */
async function inFirstThatCarries(
  ports: Ports,
  instances: readonly ServiceInstance[],
  plan: (repository: RepositoryRef) => Promise<PlannedMove | undefined>,
): Promise<PlannedMove> {
  const tried: PlannedMove[] = [];
  for (const repository of repositoriesOf(ports, instances)) {
    const planned = await plan(repository);
    if (planned === undefined) continue;
    if (planned.plan.kind === "edits" || planned.plan.kind === "ambiguous") return planned;
    tried.push(planned);
  }
  const best = tried.find(({ plan: { kind } }) => kind === "nothing") ?? tried[0];
  if (best !== undefined) return best;
  const base = await ports.host.readDefaultBranch(ports.settings.configurationRepository);
  return { plan: nothingCarries, base, replaces: undefined, sourceSha: base.commitSha };
}
