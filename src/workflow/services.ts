import { findServices, type FoundServices } from "../catalog/services/find-services.ts";
import type { KubernetesObject } from "../domain/kubernetes.ts";
import { nearestName } from "../domain/nearest-name.ts";
import type { Platform } from "../domain/platform.ts";
import type { ClusterView } from "../domain/ports/cluster.ts";
import type { RepositoryFile, RepositoryRef, RepositoryTree } from "../domain/repository.ts";
import { parseRepositoryName, repositoryName } from "../domain/repository.ts";
import type { Service, ServiceInstance } from "../domain/service.ts";
import { normaliseRepositoryUrl } from "../delivery/repository-url.ts";
import type { Ports } from "./ports.ts";
import { repositoryAddress } from "./pull-request-of.ts";

/** The kinds that deploy services, and the sources that they name. */
const deployerKinds: readonly (readonly [group: string, kind: string])[] = [
  ["argoproj.io", "Application"],
  ["argoproj.io", "ApplicationSet"],
  ["kustomize.toolkit.fluxcd.io", "Kustomization"],
  ["helm.toolkit.fluxcd.io", "HelmRelease"],
  ["source.toolkit.fluxcd.io", "GitRepository"],
  ["source.toolkit.fluxcd.io", "OCIRepository"],
  ["source.toolkit.fluxcd.io", "HelmRepository"],
];

/** Whether objects of this kind say which services there are or what runs of them. */
export function isDeployerKind(group: string, kind: string): boolean {
  return deployerKinds.some((known) => known[0] === group && known[1] === kind);
}

function deployersIn(view: ClusterView): readonly KubernetesObject[] {
  return deployerKinds.flatMap(([group, kind]) => view.list(group, kind));
}

/** The services that run in the clusters, by what deploys them there. */
export function runningServices(
  ports: Pick<Ports, "cluster" | "settings">,
  platform: Platform,
): FoundServices {
  if (ports.cluster === undefined) return { services: [], problems: [] };
  return findServices({
    files: [],
    objects: deployersIn(ports.cluster.view),
    environments: platform.environments.map(({ name }) => name),
    repositoryUrl: ports.settings.repositoryUrl,
  });
}

/** A service as the files of one repository and the clusters say it together; undefined when neither knows it. */
export function serviceWithFiles(
  ports: Pick<Ports, "cluster" | "settings">,
  platform: Platform,
  {
    name,
    repository,
    files,
  }: {
    readonly name: string;
    readonly repository: RepositoryRef;
    readonly files: readonly RepositoryFile[];
  },
): Service | undefined {
  const { services } = findServices({
    files,
    objects: ports.cluster === undefined ? [] : deployersIn(ports.cluster.view),
    environments: platform.environments.map(({ name: environment }) => environment),
    repositoryUrl: repositoryAddress(ports, repository),
  });
  return services.find((service) => service.name === name);
}

/** Where to look for what a deployer takes: the repositories on our GitHub that it names, then the configuration. */
export function repositoriesOf(
  ports: Pick<Ports, "settings">,
  instances: readonly ServiceInstance[],
): readonly RepositoryRef[] {
  const { configurationRepository, repositoryUrl } = ports.settings;
  const own = normaliseRepositoryUrl(repositoryUrl);
  const host = own.slice(0, -repositoryName(configurationRepository).length);
  const named = instances.flatMap(({ sources }) =>
    sources.flatMap(({ repository }) => {
      if (!repository.startsWith(host)) return [];
      const parsed = parseRepositoryName(repository.slice(host.length));
      return parsed === undefined ? [] : [parsed];
    }),
  );
  const all = new Map<string, RepositoryRef>();
  for (const repository of named) all.set(repositoryName(repository).toLowerCase(), repository);
  const configured = repositoryName(configurationRepository).toLowerCase();
  all.delete(configured);
  return [...all.values(), configurationRepository];
}

/** At most so many files are read of one repository for one promotion. */
const mostFiles = 1_000;

const manifestPath = /\.(?:ya?ml|json)$/;
const neverManifests = /(?:^|\/)(?:node_modules|\.git|\.github|templates?\/[^/]+\/skeleton)\//;

/** The manifests of one commit, those nearest to the services' own folders first when there are too many. */
export async function readManifests(
  { host }: Pick<Ports, "host">,
  tree: RepositoryTree,
  folders: readonly string[],
): Promise<readonly RepositoryFile[]> {
  const paths = [...tree.blobs.keys()].filter(
    (path) => manifestPath.test(path) && !neverManifests.test(path),
  );
  const near = (path: string): boolean => folders.some((folder) => path.startsWith(`${folder}/`));
  const wanted =
    paths.length <= mostFiles
      ? paths
      : [...paths.filter(near), ...paths.filter((path) => !near(path))].slice(0, mostFiles);
  const contents = await Promise.all(wanted.map((path) => host.readFile(tree, path)));
  return wanted.flatMap((path, index) => {
    const content = contents[index];
    return content === undefined ? [] : [{ path, content }];
  });
}

/** The next environment in which a service runs; undefined after the last one. */
export function nextEnvironment(
  { environments }: Platform,
  { instances }: Service,
  environment: string,
): string | undefined {
  const order = environments.map(({ name }) => name);
  const after = order.slice(order.indexOf(environment) + 1);
  return after.find((name) => instances.some((one) => one.environment === name));
}

/** Which services there are, for a person who named one that there is not. */
export function unknownService(name: string, services: readonly Service[]): string {
  if (services.length === 0) {
    return `There is no service "${name}": no Application, Kustomization or HelmRelease in the cluster is recognised as a service's. docs/promotion.md says how they are found.`;
  }
  const names = services.map((service) => service.name);
  const near = nearestName(name, names, 2);
  const known = names.slice(0, 20).join(", ");
  const hint = near === undefined ? "" : ` Did you mean ${near}?`;
  return `There is no service "${name}".${hint} The services are: ${known}${names.length > 20 ? ", …" : ""}.`;
}
