import type { ServiceInstance } from "../../domain/service.ts";
import type { FileSet } from "../../yaml/file-set.ts";
import { placeKey, type CarrierEdit } from "./apply-edits.ts";
import { carriersOfVersion } from "./carriers.ts";
import type { Move } from "./choose-moves.ts";
import type { EditTask } from "./edit-task.ts";
import { versionsOf } from "./versions-of.ts";

/** Moves that can be made for one environment alone, notes on those that are left, or why nothing may be done. */
export type OwnMoves =
  | { readonly kind: "own"; readonly moves: readonly Move[]; readonly notes: readonly string[] }
  | { readonly kind: "refused"; readonly message: string };

/**
 * Sorts out the moves whose scalar counts in other environments too. One that the source shares says the same for both
 * by now, so it is left; one that a third environment shares stops a promotion, because half a version is none.
 */
export function ownMoves(task: EditTask, moves: readonly Move[]): OwnMoves {
  const { others, files, words, source, isReturn } = task;
  const theirs = others.map((instance) => ({ instance, places: placesOf(instance, files) }));
  const own: Move[] = [];
  const notes: string[] = [];
  for (const move of moves) {
    const edit = move.edits.find((one) => theirs.some(({ places }) => has(places, one)));
    if (edit === undefined) {
      own.push(move);
      continue;
    }
    const sharers = theirs
      .filter(({ places }) => has(places, edit))
      .map(({ instance: { environment } }) => environment);
    const { path, line, names } = edit.carrier;
    const where = `${path}:${line} gives ${names} its version in ${words.to} and in ${sharers.join(" and ")} too`;
    if (!isReturn && (source === undefined || !sharers.includes(source.environment))) {
      const message = `${where}, so a change there would change them all. ${ownVersion(words.to)}`;
      return { kind: "refused", message };
    }
    notes.push(`${names} stays as it is: ${where}.`);
  }
  if (own.length > 0 || notes.length === 0) return { kind: "own", moves: own, notes };
  return { kind: "refused", message: `${notes.join(" ")} ${ownVersion(words.to)}` };
}

/** A sentence when nothing is written for the environment alone: the same lines count where the versions come from. */
export function inOnePlace({ source, instance, files, words }: EditTask): string | undefined {
  if (source === undefined) return undefined;
  const theirs = placesOf(source, files);
  const own = versionsOf(instance, files).flatMap((one) => carriersOfVersion(one, files));
  const first = own.find(({ aspect }) => aspect !== "imageName");
  if (first === undefined || own.some((carrier) => !theirs.has(placeKey(carrier))))
    return undefined;
  return `${first.path}:${first.line} gives ${first.names} its version in ${words.from} and in ${words.to} together, so there is nothing to move between them. ${ownVersion(words.to)}`;
}

function placesOf(instance: ServiceInstance, files: FileSet): ReadonlySet<string> {
  return new Set(
    versionsOf(instance, files).flatMap((one) => carriersOfVersion(one, files).map(placeKey)),
  );
}

function has(places: ReadonlySet<string>, { carrier }: CarrierEdit): boolean {
  return places.has(placeKey(carrier));
}

function ownVersion(environment: string): string {
  return `Give ${environment} its own: for example an entry under images in its own kustomization.yaml, or a values file of its own.`;
}
