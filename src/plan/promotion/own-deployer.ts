import type { Deployer } from "../../catalog/services/deployer.ts";
import {
  deployersIn,
  type DeployersInFiles,
  type WrittenObject,
} from "../../catalog/services/deployers-in.ts";
import { fluxSourceOf, sourcesOfDeployer } from "../../catalog/services/sources-of.ts";
import { refOf } from "../../domain/kubernetes.ts";
import type { ServiceInstance, ServiceSource } from "../../domain/service.ts";
import type { FileSet } from "../../yaml/file-set.ts";
import { traceDocument, traceValue, type Traced } from "./traced.ts";

/** A service's deployer as one commit's files have it. */
export interface OwnDeployer {
  /** Absent where these files do not hold it. */
  readonly object?: Traced;
  /** The file it is in. */
  readonly definedIn?: string;
  /** As these files say; as they were found where these files do not hold the deployer. */
  readonly sources: readonly ServiceSource[];
  /** The Flux source objects that it names and that are in the files. */
  readonly fluxSources: readonly Traced[];
}

/** Looks up an instance's deployer in files that may be another commit's than those it was found in. */
export function ownDeployer(instance: ServiceInstance, files: FileSet): OwnDeployer {
  const { deployers, fluxSources } = deployersOf(files);
  const own = pick(instance, deployers);
  if (own?.definition === undefined) return { sources: instance.sources, fluxSources: [] };
  const definedIn = own.definition.place.path;
  const found = sourcesOfDeployer(own.object, definedIn, { files, fluxSources, isHere: undefined });
  return {
    object: traceDeployer(own, files),
    definedIn,
    sources: found.map((source, index) => sameHere(source, index, instance)),
    fluxSources: namedSources(own, fluxSources, files),
  };
}

/** A file set never changes, and all environments of a service are looked up in the same. */
const deployersBySet = new WeakMap<FileSet, DeployersInFiles>();

function deployersOf(files: FileSet): DeployersInFiles {
  const found = deployersBySet.get(files) ?? deployersIn(files, () => true);
  deployersBySet.set(files, found);
  return found;
}

function pick(instance: ServiceInstance, deployers: readonly Deployer[]): Deployer | undefined {
  const { kind, name, namespace } = instance.deployer;
  const same = deployers.filter(({ object }) => {
    const ref = refOf(object);
    const isNear =
      namespace === undefined || ref.namespace === undefined || ref.namespace === namespace;
    return ref.kind === kind && ref.name === name && isNear;
  });
  const where = instance.definedIn?.path;
  const there = same.find(({ definition }) => definition?.place.path === where);
  // Without its file, a name that only one has must do: clusters often give theirs the same.
  return there ?? (same.length === 1 ? same[0] : undefined);
}

/** Which repository is here is known from where the instance was found; files alone can only tell by their folders. */
function sameHere(
  source: ServiceSource,
  index: number,
  { sources }: ServiceInstance,
): ServiceSource {
  const known =
    sources.find(
      ({ repository, chart }) => repository === source.repository && chart === source.chart,
    ) ?? sources[index];
  return known === undefined || known.repository !== source.repository
    ? source
    : { ...source, here: known.here };
}

function traceDeployer({ object, definition }: Deployer, files: FileSet): Traced {
  return traceValue(object, [], (at) => {
    const scalar = definition?.scalarOf(at);
    if (scalar === undefined) return {};
    const { path, document, before, after } = scalar;
    const read = files.documents(path).find(({ index }) => index === document);
    const text = read?.written(scalar.at)?.source;
    const origin = { path, document, at: scalar.at, before: "", after: "" };
    const isPart = before !== "" || after !== "";
    return {
      origin,
      ...(text === undefined ? {} : { text }),
      ...(isPart ? { around: { before, after } } : {}),
    };
  });
}

function namedSources(
  { object, definition }: Deployer,
  sources: readonly WrittenObject[],
  files: FileSet,
): readonly Traced[] {
  const places = [
    ["spec", "sourceRef"],
    ["spec", "chartRef"],
    ["spec", "chart", "spec", "sourceRef"],
  ];
  return places.flatMap((place) => {
    const source = fluxSourceOf(object, place, definition?.place.path, sources);
    if (source?.document === undefined) return [];
    const document = files.documents(source.path).find(({ index }) => index === source.document);
    return document === undefined ? [] : [traceDocument(document, source.path)];
  });
}
