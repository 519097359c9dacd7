import type { VersionAspect, VersionCarrier } from "../../domain/service.ts";
import { readYaml } from "../../yaml/documents.ts";
import type { FileSet } from "../../yaml/file-set.ts";
import { parseImageReference } from "./image-reference.ts";
import type { TracedLeaf } from "./traced.ts";

/** Something with a version in one environment, as what counts there says it. */
export interface Versioned {
  readonly kind: "image" | "chart" | "revision" | "composition" | "variable";
  /** What the version is of, as the files call it: an image's name, a chart, a repository. */
  readonly names: string;
  /** For an image, the name that it is really pulled by, where it is known. */
  readonly pulledAs?: string;
  /** Its place among others of the same name: a container, a path in Helm values. */
  readonly slot: string;
  /** The scalars that say it, at most one of each aspect. */
  readonly parts: readonly VersionPart[];
}

export interface VersionPart {
  readonly aspect: VersionAspect;
  readonly leaf: TracedLeaf;
}

/** The version, as far as it is written: what two environments are compared by. */
export interface Version {
  readonly name?: string;
  readonly tag?: string;
  readonly digest?: string;
  /** Of what is no image. */
  readonly value?: string;
}

/** The version that the parts say. */
export function versionOfParts({ parts }: Pick<Versioned, "parts">): Version {
  const version: { name?: string; tag?: string; digest?: string; value?: string } = {};
  for (const { aspect, leaf } of parts) {
    if (aspect === "tag") version.tag = leaf.text;
    else if (aspect === "digest") version.digest = leaf.text;
    else if (aspect === "imageName") version.name = leaf.text;
    else if (aspect === "image") Object.assign(version, parseImageReference(leaf.text));
    else version.value = leaf.text;
  }
  return version;
}

/** A version in as few letters as it is known by: `1.4.2`, `sha256:0123456789ab`. */
export function versionLabel({ tag, digest, value }: Version): string {
  if (tag !== undefined) return tag;
  return shortRevision(digest ?? value ?? "");
}

/** Long hexadecimal names, shortened as Git and Docker do. */
export function shortRevision(revision: string): string {
  return revision
    .replace(/^([0-9a-f]{8})[0-9a-f]{32}$/, "$1")
    .replace(/^(sha\d+:[0-9a-f]{12})[0-9a-f]+$/, "$1");
}

/** The part as a carrier: with its line and its bytes. Undefined where no file alone decides it. */
export function carrierOf(
  { aspect, leaf }: VersionPart,
  names: string,
  files: FileSet,
): VersionCarrier | undefined {
  const { origin } = leaf;
  if (origin === undefined) return undefined;
  const document = files.documents(origin.path).find(({ index }) => index === origin.document);
  if (document === undefined) return undefined;
  const written = document.written(origin.at);
  const line = document.locate(origin.at).startLine;
  return {
    ...origin,
    ...(written === undefined ? {} : { range: written.range }),
    line: line + (origin.inside === undefined ? 0 : lineInside(written?.source, origin.inside)),
    value: leaf.text,
    aspect,
    names,
  };
}

/** How many lines below a block's sign the scalar in it stands. */
function lineInside(text: string | undefined, inside: readonly (string | number)[]): number {
  const [document] = text === undefined ? [] : readYaml(text, "values").documents;
  return document?.locate(inside).startLine ?? 0;
}
