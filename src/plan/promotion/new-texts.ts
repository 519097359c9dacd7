import type { VersionAspect } from "../../domain/service.ts";
import { formatImageReference, parseImageReference } from "./image-reference.ts";
import { versionOfParts, type Versioned, type VersionPart } from "./versioned.ts";

/** A part of a version and the text that it shall have. */
export interface NewText {
  readonly part: VersionPart;
  readonly text: string;
}

/** The texts that give a thing the version of another one, or a sentence on why its form does not allow that. */
export function newTextsFor(
  thing: Versioned,
  wanted: Versioned,
  takeName: boolean,
): readonly NewText[] | string {
  const doubtful = wanted.parts.find(isMisread);
  if (doubtful !== undefined) return misread(doubtful);
  const version = versionOfParts(wanted);
  const has = new Set(thing.parts.map(({ aspect }) => aspect));
  const lacks = (aspect: VersionAspect, value: string | undefined): boolean =>
    has.has(aspect) && value === undefined;
  if (lacks("tag", version.tag)) return differentForm(thing, "a tag", "a digest");
  if (lacks("digest", version.digest)) return differentForm(thing, "a digest", "a tag");
  const name = takeName ? (version.name ?? wanted.pulledAs) : undefined;
  return thing.parts.flatMap((part): readonly NewText[] => {
    const text = textFor(part, { ...version, ...(name === undefined ? {} : { taken: name }) });
    return text === undefined || text === part.leaf.text ? [] : [{ part, text }];
  });
}

type TakenVersion = ReturnType<typeof versionOfParts> & { readonly taken?: string };

function textFor({ aspect, leaf }: VersionPart, version: TakenVersion): string | undefined {
  if (aspect === "tag") return version.tag;
  if (aspect === "digest") return version.digest;
  if (aspect === "imageName") return version.taken;
  if (aspect !== "image") return version.value;
  const { name } = parseImageReference(leaf.text);
  const { tag, digest, taken } = version;
  return formatImageReference({
    name: taken ?? name,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  });
}

function differentForm({ names }: Versioned, here: string, there: string): string {
  return `${names} is named by ${here} here and only by ${there} there. Name it in the same way in both.`;
}

/** `tag: 1.10` without quotes is the number 1.1 to Kubernetes: what is written is not what runs. */
function isMisread({ leaf: { value, text } }: VersionPart): boolean {
  return typeof value !== "string" && String(value) !== text;
}

function misread({ leaf: { value, text, origin } }: VersionPart): string {
  const where = origin === undefined ? "" : ` in ${origin.path}`;
  return `${text}${where} is not in quotes, so it is read as ${String(value)}, and nobody can say which of the two is meant. Write "${text}" there.`;
}
