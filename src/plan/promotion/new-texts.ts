import type { VersionAspect } from "../../domain/service.ts";
import { formatImageReference, parseImageReference } from "./image-reference.ts";
import { versionOfParts, type Versioned, type VersionPart } from "./versioned.ts";

/** A part of a version and the text that it shall have. */
export interface NewText {
  readonly part: VersionPart;
  readonly text: string;
}

export interface Taking {
  /** Whether an image's name comes along. */
  readonly takeName: boolean;
  /** Where the version comes from, for people. */
  readonly from: string;
  /** Whether a tag that moves, such as `latest`, may be taken. */
  readonly mayMove: boolean;
}

/** The texts that give a thing the version of another one, or a sentence on why that can't be. */
export function newTextsFor(
  thing: Versioned,
  wanted: Versioned,
  { takeName, from, mayMove }: Taking,
): readonly NewText[] | string {
  const version = versionOfParts(wanted);
  const has = new Set(thing.parts.map(({ aspect }) => aspect));
  const lacks = (aspect: VersionAspect, value: string | undefined): boolean =>
    has.has(aspect) && value === undefined;
  if (lacks("tag", version.tag)) return differentForm(thing, "a tag", "a digest");
  if (lacks("digest", version.digest)) return differentForm(thing, "a digest", "a tag");
  const taken = takeName ? nameFor(thing, wanted) : undefined;
  const texts = thing.parts.flatMap((part): readonly NewText[] => {
    const text = textFor(part, taken === undefined ? version : { ...version, taken });
    return text === undefined || text === part.leaf.text ? [] : [{ part, text }];
  });
  const doubtful = texts.length === 0 ? undefined : wanted.parts.find(isMisread);
  if (doubtful !== undefined) return misread(doubtful);
  const { tag, digest } = version;
  if (texts.length > 0 && !mayMove && tag !== undefined && digest === undefined && !/\d/.test(tag))
    return `${from} runs ${wanted.names}:${tag}, and what ${tag} stands for changes. Run a fixed tag or a digest there, so that it can be said what is moved.`;
  return texts;
}

/** The name to take, as the thing writes it: a registry that has a key of its own is no part of it. */
function nameFor(thing: Versioned, wanted: Versioned): string | undefined {
  const named = wanted.parts.find(({ aspect }) => aspect === "imageName");
  const own = thing.parts.find(({ aspect }) => aspect === "imageName");
  if (own === undefined) return wanted.pulledAs;
  if (named !== undefined) return named.leaf.text;
  const registry = thing.pulledAs?.endsWith(`/${own.leaf.text}`)
    ? thing.pulledAs.slice(0, -own.leaf.text.length)
    : "";
  const name = wanted.pulledAs;
  return name?.startsWith(registry) ? name.slice(registry.length) : undefined;
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
