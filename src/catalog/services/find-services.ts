import { normaliseRepositoryUrl } from "../../delivery/repository-url.ts";
import { refOf, type KubernetesObject } from "../../domain/kubernetes.ts";
import { nearestName } from "../../domain/nearest-name.ts";
import type { RepositoryFile } from "../../domain/repository.ts";
import type { Service, ServiceInstance } from "../../domain/service.ts";
import { fileSetOf } from "../../yaml/file-set.ts";
import { isDeployer, isFluxSource, type Deployer } from "./deployer.ts";
import { deployersIn } from "./deployers-in.ts";
import { environmentLabel, nameInstance, serviceLabel } from "./name-instance.ts";
import { sourcesOfDeployer, type SourceContext } from "./sources-of.ts";

export interface ServicesInput {
  /** The files of one repository; only those with YAML are read. */
  readonly files: readonly RepositoryFile[];
  /** Applications, Kustomizations, HelmReleases and Flux sources as the clusters have them. */
  readonly objects: readonly KubernetesObject[];
  /** The environments' names, in promotion order. */
  readonly environments: readonly string[];
  /** The repository that the files are of. Without it, every source whose folder is among the files is taken for it. */
  readonly repositoryUrl?: string;
}

/** Something about a service that a person must mend before it can be promoted: whole sentences. */
export interface ServiceProblem {
  readonly service: string;
  readonly environment?: string;
  readonly message: string;
}

export interface FoundServices {
  /** By name. */
  readonly services: readonly Service[];
  readonly problems: readonly ServiceProblem[];
}

/**
 * The services of a platform, from the Applications, ApplicationSets, Kustomizations and HelmReleases that deploy them.
 * A deployer in the files comes before the same one in a cluster. Two deployers for one service in one environment are a
 * problem, not a guess, unless one brings the other.
 */
export function findServices(input: ServicesInput): FoundServices {
  const { objects, environments } = input;
  const files = fileSetOf(input.files);
  const isHere = isHereOf(input.repositoryUrl);
  const written = deployersIn(files, isHere ?? (() => true));
  const liveSources = objects.filter(isFluxSource).map((object) => ({ object, path: "" }));
  const context = { files, fluxSources: [...written.fluxSources, ...liveSources], isHere };
  const inFiles = written.deployers.flatMap((deployer) => claimOf(deployer, context, environments));
  const known = new Set(inFiles.map(({ object }) => keyOf(object)));
  const inClusters = objects
    .filter((object) => isDeployer(object) && !isKnown(object, known))
    .flatMap((object) => claimOf({ object }, context, environments));
  const problems: ServiceProblem[] = [];
  const claims: InstanceClaim[] = [];
  for (const claim of [...inFiles, ...inClusters]) {
    if ("problem" in claim) problems.push(claim.problem);
    else if (!brings(claim, claim)) claims.push(claim);
  }
  const byPlace = Map.groupBy(
    claims,
    ({ instance }) => `${instance.service}\u0000${instance.environment}`,
  );
  const found = [...byPlace.values()].flatMap((claimants) => {
    const own = claimants
      .filter((one) => !claimants.some((other) => other !== one && brings(other, one)))
      .map(({ instance }) => instance);
    const [only, second] = own;
    if (only !== undefined && second !== undefined) problems.push(twice(own, only));
    return second === undefined ? own : [];
  });
  return { services: grouped(found, environments), problems };
}

/** Tells by its address whether a repository is the given one; undefined when none is given. */
export function isHereOf(repositoryUrl: string | undefined): SourceContext["isHere"] {
  if (repositoryUrl === undefined) return undefined;
  const here = normaliseRepositoryUrl(repositoryUrl);
  return (url) => normaliseRepositoryUrl(url) === here;
}

interface InstanceClaim {
  readonly object: KubernetesObject;
  readonly instance: ServiceInstance;
  /** The file that makes the deployer when it is applied. */
  readonly file?: string;
}

type Claim =
  | InstanceClaim
  | { readonly object: KubernetesObject; readonly problem: ServiceProblem };

/** What a deployer says it is: nothing, for one that no rule gives an environment. */
function claimOf(
  { object, definition }: Deployer,
  context: SourceContext,
  environments: readonly string[],
): readonly Claim[] {
  const place = definition?.place;
  const sources = sourcesOfDeployer(object, place?.path, context);
  const path = place === undefined ? {} : { definedIn: place.path };
  const name = nameInstance({ object, sources, ...path, environments });
  if (name === undefined) return [];
  const { service, environment } = name;
  if (name.kind === "unknownEnvironment") {
    const message = unknownEnvironment(object, environment, environments);
    return [{ object, problem: { service, message } }];
  }
  const defined = place === undefined ? {} : { definedIn: place };
  const instance = { service, environment, deployer: refOf(object), sources, ...defined };
  return [
    { object, instance, ...(definition?.isWhole === true ? { file: definition.place.path } : {}) },
  ];
}

/** In a file the namespace may be missing; then the name alone must do. */
function isKnown(object: KubernetesObject, known: ReadonlySet<string>): boolean {
  return known.has(keyOf(object)) || known.has(`${object.kind} ${object.metadata.name}`);
}

function keyOf({ kind, metadata: { name, namespace } }: KubernetesObject): string {
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/**
 * Whether a deployer applies the file that another one is written in: an app of apps, a Kustomization with a
 * HelmRelease. One that applies its own file is the root of a cluster, and no service.
 */
function brings(outer: InstanceClaim, { file }: InstanceClaim): boolean {
  if (file === undefined) return false;
  return outer.instance.sources.some(
    ({ here, path }) => here && path !== undefined && path !== "" && file.startsWith(`${path}/`),
  );
}

function grouped(
  instances: readonly ServiceInstance[],
  environments: readonly string[],
): readonly Service[] {
  const byName = Map.groupBy(instances, ({ service }) => service);
  const rank = ({ environment }: ServiceInstance): number => environments.indexOf(environment);
  return [...byName]
    .map(([name, all]) => ({ name, instances: all.toSorted((a, b) => rank(a) - rank(b)) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function twice(claimants: readonly ServiceInstance[], one: ServiceInstance): ServiceProblem {
  const { service, environment } = one;
  const names = claimants.map(placeName).join(" and ");
  return {
    service,
    environment,
    message: `${names} ${claimants.length === 2 ? "both" : "all"} deploy ${service} in ${environment}, so it is not clear which of them to change. Give each a label ${serviceLabel} with a name of its own.`,
  };
}

function placeName({ deployer, definedIn }: ServiceInstance): string {
  const where = definedIn === undefined ? "in the cluster" : `in ${definedIn.path}`;
  return `${deployer.kind} ${deployer.name} (${where})`;
}

function unknownEnvironment(
  { kind, metadata: { name } }: KubernetesObject,
  environment: string,
  environments: readonly string[],
): string {
  const near = nearestName(environment, environments);
  const hint = near === undefined ? "" : ` Did you mean ${near}?`;
  return `${kind} ${name} has the label ${environmentLabel}: ${environment}, and there is no such environment; there are: ${environments.join(", ")}.${hint}`;
}
