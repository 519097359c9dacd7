import type { EditPlan, PlanOption } from "./edit-plan.ts";
import { imageBaseName } from "./image-reference.ts";
import { versionLabel, versionOfParts, type Versioned } from "./versioned.ts";

/** A plan's question, or the answer that was chosen. */
export type Asked<Answer> =
  | { readonly kind: "answered"; readonly answer: Answer }
  | Extract<EditPlan, { readonly kind: "ambiguous" }>;

interface Answerable<Answer> extends PlanOption {
  readonly answer: Answer;
}

function ask<Answer>(
  question: string,
  options: readonly Answerable<Answer>[],
  choices: readonly string[],
): Asked<Answer> {
  const chosen = options.find(({ id }) => choices.includes(id));
  if (chosen !== undefined) return { kind: "answered", answer: chosen.answer };
  const shown = options.map(({ id, label }) => ({ id, label }));
  return { kind: "ambiguous", question, options: shown };
}

/** One thing with several versions where the version is taken from: which one? */
export function askWhichVersion(
  candidates: readonly Versioned[],
  where: { readonly from: string; readonly to: string },
  choices: readonly string[],
): Asked<Versioned> {
  const byVersion = Map.groupBy(candidates, versionKey);
  const [first] = candidates;
  if (first !== undefined && byVersion.size === 1) return { kind: "answered", answer: first };
  const name = first?.names ?? "";
  const options = [...byVersion.values()].flatMap(([one]) => {
    if (one === undefined) return [];
    const version = versionLabel(versionOfParts(one));
    const label = `${version} (${placeOf(one)})`;
    return [{ id: `${name}=${version}`, label, answer: one }];
  });
  const question = `${name} has ${byVersion.size} versions in ${where.from}. Which one shall ${where.to} get?`;
  return ask(question, options, choices);
}

/** One thing that stands in several places with different versions where it shall be changed: all, or which one? */
export function askWhichPlaces(
  things: readonly Versioned[],
  to: string,
  choices: readonly string[],
): Asked<readonly Versioned[]> {
  const [first] = things;
  if (first === undefined || new Set(things.map(versionKey)).size === 1)
    return { kind: "answered", answer: things };
  const { names } = first;
  const each = things.map((thing) => ({
    id: `${names}@${placeOf(thing)}`,
    label: `only ${placeOf(thing)} (${versionLabel(versionOfParts(thing))})`,
    answer: [thing],
  }));
  const all = { id: `${names}@all`, label: `all ${things.length} places`, answer: things };
  const question = `${names} is in ${to} in ${things.length} places with different versions. Which of them shall change?`;
  return ask<readonly Versioned[]>(question, [all, ...each], choices);
}

/** What to do about an image that has another name: take that name too, only the version, or nothing. */
export type NameAnswer = "take" | "keep" | "leave";

/**
 * An image that is called differently in the two environments: only its registry, or is it another image? Images that the
 * files give the same name are one; without that, only what differs in the registry alone is.
 */
export function askAboutName(
  thing: Versioned,
  wanted: Versioned,
  where: { readonly from: string; readonly to: string },
  choices: readonly string[],
): Asked<NameAnswer> {
  const [own, other] = [thing.pulledAs, wanted.pulledAs];
  const isAlike =
    own === undefined ||
    other === undefined ||
    (thing.names === wanted.names
      ? imageBaseName(own) === imageBaseName(other)
      : isSameRepositoryPath(own, other));
  if (isAlike) return { kind: "answered", answer: "keep" };
  const hasName = thing.parts.some(({ aspect }) => aspect === "imageName" || aspect === "image");
  const question = `${where.from} runs the image ${other}, and ${where.to} the image ${own}. Is it the same thing?`;
  const take = {
    id: `${own}->${other}`,
    label: `yes: change to ${other}`,
    answer: "take",
  } as const;
  const options = [
    ...(hasName ? [take] : []),
    { id: `${own}->version`, label: `yes: keep ${own}, with the new version`, answer: "keep" },
    { id: `${own}->none`, label: `no: leave ${own} as it is`, answer: "leave" },
  ] as const;
  return ask<NameAnswer>(question, options, choices);
}

/** `ghcr.io/acme/checkout` and `mirror.example.com/acme/checkout`: the same but for the registry, or a mirror's prefix. */
function isSameRepositoryPath(a: string, b: string): boolean {
  const [one, two] = [withoutRegistry(a), withoutRegistry(b)];
  if (one === two) return true;
  const [short, long] = one.length < two.length ? [one, two] : [two, one];
  return short.includes("/") && long.endsWith(`/${short}`);
}

function withoutRegistry(name: string): string {
  const [first = "", ...rest] = name.split("/");
  const isRegistry = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  return isRegistry ? rest.join("/") : name;
}

function versionKey(versioned: Versioned): string {
  const { tag, digest, value } = versionOfParts(versioned);
  return JSON.stringify([tag, digest, value]);
}

/** Where a thing's version stands, for people: the file, and the key in it. */
function placeOf({ parts }: Versioned): string {
  const origin = parts.find(({ aspect }) => aspect !== "imageName")?.leaf.origin;
  if (origin === undefined) return "nowhere in the files";
  const at = [...origin.at, ...(origin.inside ?? [])].join(".");
  return `${origin.path} ${at}`;
}
