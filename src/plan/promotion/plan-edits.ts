import type { ServiceInstance, VersionCarrier } from "../../domain/service.ts";
import { withTexts, type FileSet } from "../../yaml/file-set.ts";
import { applyEdits, placeKey, type CarrierEdit } from "./apply-edits.ts";
import { carriersOfVersion, labelOfVersions } from "./carriers.ts";
import type { EditPlan } from "./edit-plan.ts";
import { counterpartsOf } from "./match.ts";
import { newTextsFor } from "./new-texts.ts";
import { askAboutName, askWhichPlaces, askWhichVersion, type Asked } from "./questions.ts";
import { carrierOf, type Versioned } from "./versioned.ts";
import { versionsOf } from "./versions-of.ts";

/** What an environment shall have, and what it has. */
export interface EditTask {
  readonly wanted: readonly Versioned[];
  readonly instance: ServiceInstance;
  /** Of the head of the default branch. */
  readonly files: FileSet;
  /** The instance that the versions come from, where it is another one. */
  readonly source?: ServiceInstance;
  /** The other instances of the service: what they share with this one can't be changed for it alone. */
  readonly others: readonly ServiceInstance[];
  readonly choices: readonly string[];
  /** How people call the two sides: `dev` and `staging`, or `production at 1.4.1` and `production`. */
  readonly words: { readonly from: string; readonly to: string };
  /** Whether an image's own name comes along without asking: it does when an environment gets back what it had. */
  readonly takesNames: boolean;
}

type Chosen =
  | {
      readonly kind: "chosen";
      readonly edits: readonly CarrierEdit[];
      readonly notes: readonly string[];
    }
  | Extract<EditPlan, { readonly kind: "ambiguous" | "refused" }>;

/** The edits that give an environment the wanted versions of the things that it has, and nothing else. */
export function planEdits(task: EditTask): EditPlan {
  const { instance, files, words } = task;
  const current = versionsOf(instance, files);
  const chosen = choose(task, current);
  if (chosen.kind !== "chosen") return chosen;
  const shared = sharedBy(task, chosen.edits);
  if (shared !== undefined) return { kind: "refused", message: shared };
  const applied = applyEdits(chosen.edits, files);
  if (applied.kind === "refused") return applied;
  const version = (all: FileSet): string => labelOfVersions(versionsOf(instance, all)) ?? "";
  if (applied.files.length === 0) {
    const common = inOnePlace(task, current);
    if (common !== undefined) return refused(common);
    const message = `${words.to} has ${instance.service} ${version(files)} already, the same as ${words.from}.`;
    return { kind: "nothing", message };
  }
  const edited = withTexts(files, new Map(applied.files.map(({ path, after }) => [path, after])));
  return {
    kind: "edits",
    version: version(edited),
    files: applied.files,
    changes: applied.changes,
    notes: chosen.notes,
  };
}

function choose(task: EditTask, current: readonly Versioned[]): Chosen {
  const { wanted, choices, words } = task;
  const edits: CarrierEdit[] = [];
  const notes: string[] = [];
  const pairs: { readonly thing: Versioned; readonly take: Versioned }[] = [];
  const loose = new Map<Versioned, readonly Versioned[]>();
  for (const thing of current) {
    const counterparts = counterpartsOf(thing, wanted);
    if (counterparts.length === 0) {
      notes.push(`${thing.names} stays as it is in ${words.to}: ${words.from} does not name it.`);
      continue;
    }
    const which = askWhichVersion(counterparts, words, choices);
    if (which.kind === "ambiguous") return which;
    const inSamePlace = counterparts.some(({ slot }) => slot === thing.slot);
    if (inSamePlace) pairs.push({ thing, take: which.answer });
    else loose.set(thing, [which.answer]);
  }
  if (notes.length === current.length) return refused(nothingInCommon(task, current));
  const places = placesOf(loose, task);
  if (places.kind === "ambiguous") return places;
  for (const { thing, take } of [...pairs, ...places.answer]) {
    const name = task.takesNames
      ? ({ kind: "answered", answer: true } as const)
      : askAboutName(thing, take, words, choices);
    if (name.kind === "ambiguous") return name;
    const texts = newTextsFor(thing, take, name.answer);
    if (typeof texts === "string") return refused(texts);
    notes.push(...noteOnName(thing, take, { ...words, taken: name.answer }));
    for (const { part, text } of texts) {
      const carrier = carrierOf(part, thing.names, task.files);
      if (carrier === undefined) return refused(notInFiles(thing, words.to));
      edits.push({ carrier, value: text });
    }
  }
  return { kind: "chosen", edits, notes };
}

/** Things of one name whose places say nothing about which is which: all of them, unless they differ now. */
function placesOf(
  loose: ReadonlyMap<Versioned, readonly Versioned[]>,
  { words, choices }: EditTask,
): Asked<readonly { readonly thing: Versioned; readonly take: Versioned }[]> {
  const answer: { readonly thing: Versioned; readonly take: Versioned }[] = [];
  for (const things of Map.groupBy(
    loose.keys(),
    ({ kind, names }) => `${kind} ${names}`,
  ).values()) {
    const places = askWhichPlaces(things, words.to, choices);
    if (places.kind === "ambiguous") return places;
    for (const thing of places.answer) {
      const [take] = loose.get(thing) ?? [];
      if (take !== undefined) answer.push({ thing, take });
    }
  }
  return { kind: "answered", answer };
}

/** A sentence when a scalar that would change counts in other environments too. */
function sharedBy(
  { others, files, words }: EditTask,
  edits: readonly CarrierEdit[],
): string | undefined {
  for (const other of others) {
    const theirs = new Set(
      versionsOf(other, files).flatMap((one) => carriersOfVersion(one, files).map(placeKey)),
    );
    const shared: VersionCarrier | undefined = edits
      .map(({ carrier }) => carrier)
      .find((carrier) => theirs.has(placeKey(carrier)));
    if (shared === undefined) continue;
    return `${shared.path}:${shared.line} gives ${shared.names} its version in ${words.to} and in ${other.environment} too, so a change there would change both. ${ownVersion(words.to)}`;
  }
  return undefined;
}

/** A sentence when nothing is written for the environment alone: the same lines count on both sides. */
function inOnePlace(
  { source, files, words }: EditTask,
  current: readonly Versioned[],
): string | undefined {
  if (source === undefined) return undefined;
  const carriers = (all: readonly Versioned[]): readonly VersionCarrier[] =>
    all.flatMap((one) => carriersOfVersion(one, files));
  const theirs = new Set(carriers(versionsOf(source, files)).map(placeKey));
  const own = carriers(current);
  const [first] = own;
  if (first === undefined || own.some((carrier) => !theirs.has(placeKey(carrier))))
    return undefined;
  return `${first.path}:${first.line} gives ${first.names} its version in ${words.from} and in ${words.to} together, so there is nothing to move between them. ${ownVersion(words.to)}`;
}

function ownVersion(environment: string): string {
  return `Give ${environment} its own: for example an entry under images in its own kustomization.yaml, or a values file of its own.`;
}

function nothingInCommon(
  { wanted, words, instance }: EditTask,
  current: readonly Versioned[],
): string {
  const { service } = instance;
  const help =
    "What can be moved: an image's tag or digest in a kustomization, in Helm values or in a manifest; a chart's version; a targetRevision or a ref that is a tag or a commit.";
  if (wanted.length === 0)
    return `No file says which version of ${service} runs in ${words.from}. ${help}`;
  if (current.length === 0)
    return `No file says which version of ${service} runs in ${words.to}, so there is nothing to change. ${help}`;
  return `${words.from} and ${words.to} name different things for ${service}: ${namesOf(wanted)} there, ${namesOf(current)} here. A version moves only where both have the same image, chart or repository.`;
}

function namesOf(all: readonly Versioned[]): string {
  return [...new Set(all.map(({ names }) => names))].join(", ");
}

function notInFiles({ names }: Versioned, to: string): string {
  return `The version of ${names} in ${to} is put together from several values, so there is no single one to change. Write it as one value.`;
}

function noteOnName(
  thing: Versioned,
  take: Versioned,
  { from, to, taken }: EditTask["words"] & { readonly taken: boolean },
): readonly string[] {
  const [own, other] = [thing.pulledAs, take.pulledAs];
  if (taken || own === undefined || other === undefined || own === other) return [];
  return [`${to} goes on pulling ${own}; ${from} pulls ${other}.`];
}

function refused(message: string): Extract<EditPlan, { readonly kind: "refused" }> {
  return { kind: "refused", message };
}
