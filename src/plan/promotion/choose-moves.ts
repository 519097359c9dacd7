import type { CarrierEdit } from "./apply-edits.ts";
import type { EditPlan } from "./edit-plan.ts";
import type { EditTask } from "./edit-task.ts";
import { counterpartsOf } from "./match.ts";
import { newTextsFor } from "./new-texts.ts";
import {
  askAboutName,
  askWhichPlaces,
  askWhichVersion,
  type Asked,
  type NameAnswer,
} from "./questions.ts";
import { carrierOf, type Versioned } from "./versioned.ts";

/** A thing of an environment, and the edits that give it its new version; none where it has it already. */
export interface Move {
  readonly thing: Versioned;
  readonly edits: readonly CarrierEdit[];
}

export type ChosenMoves =
  | { readonly kind: "chosen"; readonly moves: readonly Move[]; readonly notes: readonly string[] }
  | Extract<EditPlan, { readonly kind: "ambiguous" | "refused" }>;

interface Pair {
  readonly thing: Versioned;
  readonly take: Versioned;
}

/** Finds for each thing of the environment the version that it shall get, asks where that is not clear. */
export function chooseMoves(task: EditTask, current: readonly Versioned[]): ChosenMoves {
  const paired = pairsOf(task, current);
  if (paired.kind === "ambiguous") return paired;
  const { pairs, notes } = paired.answer;
  if (pairs.length === 0) return refused(nothingInCommon(task, current));
  const moves: Move[] = [];
  for (const { thing, take } of pairs) {
    const name = nameAnswer(thing, take, task);
    if (name.kind === "ambiguous") return name;
    if (name.answer === "leave") {
      notes.push(`${thing.names} stays as it is in ${task.words.to}, as chosen.`);
      continue;
    }
    const texts = newTextsFor(thing, take, {
      takeName: name.answer === "take",
      from: task.words.from,
      mayMove: task.isReturn,
    });
    if (typeof texts === "string") return refused(texts);
    const edits: CarrierEdit[] = [];
    for (const { part, text } of texts) {
      const carrier = carrierOf(part, thing.names, task.files);
      if (carrier === undefined) return refused(notInFiles(thing, task.words.to));
      edits.push({ carrier, value: text });
    }
    moves.push({ thing, edits });
    notes.push(...noteOnName(thing, take, name.answer, task));
  }
  return { kind: "chosen", moves, notes };
}

function pairsOf(
  { wanted, choices, words }: EditTask,
  current: readonly Versioned[],
): Asked<{ readonly pairs: readonly Pair[]; readonly notes: string[] }> {
  const notes: string[] = [];
  const pairs: Pair[] = [];
  const loose: Pair[] = [];
  for (const thing of current) {
    const counterparts = counterpartsOf(thing, wanted);
    if (counterparts.length === 0) {
      notes.push(`${thing.names} stays as it is in ${words.to}: ${words.from} does not name it.`);
      continue;
    }
    const which = askWhichVersion(counterparts, words, choices);
    if (which.kind === "ambiguous") return which;
    const inSamePlace = counterparts.some(({ slot }) => slot === thing.slot);
    (inSamePlace ? pairs : loose).push({ thing, take: which.answer });
  }
  // Things of one name whose places say nothing about which is which: all of them, unless they differ now.
  for (const same of Map.groupBy(
    loose,
    ({ thing: { kind, names } }) => `${kind} ${names}`,
  ).values()) {
    const places = askWhichPlaces(
      same.map(({ thing }) => thing),
      words.to,
      choices,
    );
    if (places.kind === "ambiguous") return places;
    pairs.push(...same.filter(({ thing }) => places.answer.includes(thing)));
  }
  return { kind: "answered", answer: { pairs, notes } };
}

function nameAnswer(thing: Versioned, take: Versioned, task: EditTask): Asked<NameAnswer> {
  if (task.isReturn) return { kind: "answered", answer: "take" };
  return askAboutName(thing, take, task.words, task.choices);
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
  answer: NameAnswer,
  { words }: EditTask,
): readonly string[] {
  const [own, other] = [thing.pulledAs, take.pulledAs];
  if (answer === "take" || own === undefined || other === undefined || own === other) return [];
  return [`${words.to} goes on pulling ${own}; ${words.from} pulls ${other}.`];
}

function refused(message: string): Extract<EditPlan, { readonly kind: "refused" }> {
  return { kind: "refused", message };
}
