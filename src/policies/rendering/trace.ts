import { isJsonObject, stringAt, valueAt, type Json, type JsonObject } from "../../domain/json.ts";
import { groupOf } from "../../domain/kubernetes.ts";
import type { Location } from "../../domain/location.ts";
import type { RenderedDocument } from "../../domain/ports/renderer.ts";
import { readYaml, type YamlDocument } from "../../yaml/documents.ts";
import { pathAt } from "../../yaml/path-at.ts";
import { templatePlace } from "./template-place.ts";

type Path = readonly (string | number)[];

/** A built overlay or chart, with the sources that it was made of. */
export interface RenderedRoot {
  /** Its kustomization file or its Chart.yaml. */
  readonly path: string;
  readonly documents: readonly RenderedDocument[];
  readonly files: ReadonlyMap<string, string>;
  /** Files with patches, which change what other files bring. */
  readonly patches: readonly string[];
}

/**
 * Where in the sources a place of a rendered object comes from: the value in the file that brought the object, or in a
 * patch; of a chart, the line in its template or its values. Where that can't be known, the first line of the
 * kustomization or of the chart.
 */
export function tracePlace(
  root: RenderedRoot,
  document: RenderedDocument,
  place: Pick<Location, "startLine" | "startColumn">,
): Location {
  const path = pathAt(document.content, place);
  const source = document.source;
  const text = source === undefined ? undefined : root.files.get(source);
  const [rendered] = readYaml(document.content, root.path).documents;
  const object = rendered?.value;
  if (text !== undefined && source !== undefined && isJsonObject(object)) {
    if (root.path.endsWith("Chart.yaml")) {
      return templatePlace({ root, path: source, text }, path, valueAt(object, path));
    }
    const found =
      placeIn({ path: source, text }, object, path) ??
      firstOf(root.patches, (patch) =>
        placeIn({ path: patch, text: root.files.get(patch) ?? "" }, object, path),
      );
    if (found !== undefined) return found;
  }
  return topOf(root.path);
}

function topOf(path: string): Location {
  return { path, startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** The place in a file where an object's value stands as it is; undefined where it is not there or is another one. */
function placeIn(file: SourceFile, object: JsonObject, path: Path): Location | undefined {
  const document = documentOf(file, object);
  if (document === undefined) return undefined;
  const inSource = pathInSource(object, document.value, path);
  if (inSource === undefined) return undefined;
  const here = valueAt(object, path);
  const there = valueAt(document.value, inSource);
  if (!isSame(here, there)) return undefined;
  const isKey = typeof inSource.at(-1) === "string" && typeof there === "object";
  return isKey ? document.locateKey(inSource) : document.locate(inSource);
}

/** The document of the same kind whose name is the rendered one's, or what a prefix and a suffix made longer. */
function documentOf({ path, text }: SourceFile, object: JsonObject): YamlDocument | undefined {
  const name = nameOf(object);
  const alike = readYaml(text, path).documents.filter(({ value }) => isAlike(value, object));
  const fitting = alike.filter(({ value }) => name.includes(nameOf(value)));
  return fitting.toSorted((a, b) => nameOf(b.value).length - nameOf(a.value).length)[0];
}

function isAlike(value: Json, object: JsonObject): boolean {
  return kindOf(value) === kindOf(object);
}

/** Group and kind: another version of the group is the same kind. */
function kindOf(value: Json): string {
  const group = groupOf(stringAt(value, ["apiVersion"]) ?? "");
  return JSON.stringify([group, stringAt(value, ["kind"]) ?? ""]);
}

function nameOf(value: Json): string {
  return stringAt(value, ["metadata", "name"]) ?? "";
}

/** The same path where lists may be in another order: their entries are matched by name, as Kubernetes merges them. */
function pathInSource(object: JsonObject, source: Json, path: Path): Path | undefined {
  let here: Json | undefined = object;
  let there: Json | undefined = source;
  const found: (string | number)[] = [];
  for (const step of path) {
    const next = valueAt(here, [step]);
    const name = typeof step === "number" ? stringAt(next, ["name"]) : undefined;
    const named =
      name === undefined || !Array.isArray(there)
        ? -1
        : there.findIndex((item) => stringAt(item, ["name"]) === name);
    const sourceStep = named === -1 ? step : named;
    if (valueAt(there, [sourceStep]) === undefined) return undefined;
    found.push(sourceStep);
    here = next;
    there = valueAt(there, [sourceStep]);
  }
  return found;
}

/** Of maps and lists it is enough that both are one: a finding on them is about what is missing inside. */
function isSame(here: Json | undefined, there: Json | undefined): boolean {
  const isWhole = typeof here === "object" && here !== null;
  return isWhole ? typeof there === "object" && there !== null : here === there;
}
