import { withTexts, type FileSet } from "../../yaml/file-set.ts";
import { applyEdits, type CarrierEdit } from "./apply-edits.ts";
import { labelOfVersions } from "./carriers.ts";
import { chooseMoves } from "./choose-moves.ts";
import type { EditPlan } from "./edit-plan.ts";
import type { EditTask } from "./edit-task.ts";
import { inOnePlace, ownMoves } from "./shared-scalars.ts";
import { versionsOf } from "./versions-of.ts";

/** The edits that give an environment the wanted versions of the things that it has, and nothing else. */
export function planEdits(task: EditTask): EditPlan {
  const { instance, files, words } = task;
  const chosen = chooseMoves(task, versionsOf(instance, files));
  if (chosen.kind !== "chosen") return chosen;
  const own = ownMoves(task, chosen.moves);
  if (own.kind === "refused") return own;
  const edits = own.moves.flatMap((move) => move.edits);
  const applied = applyEdits(edits, files);
  if (applied.kind === "refused") return applied;
  const version = (all: FileSet): string => labelOfVersions(versionsOf(instance, all)) ?? "";
  if (applied.files.length === 0) {
    const common = inOnePlace(task);
    if (common !== undefined) return { kind: "refused", message: common };
    const message = `${words.to} has ${instance.service} ${version(files)} already, the same as ${words.from}.`;
    return { kind: "nothing", message };
  }
  const edited = withTexts(files, new Map(applied.files.map(({ path, after }) => [path, after])));
  return {
    kind: "edits",
    version: version(edited),
    files: applied.files,
    changes: applied.changes,
    notes: [...chosen.notes, ...own.notes, ...automationNotes(edits, files)],
  };
}

/** Flux's image automation writes the scalars that carry its mark, so it may undo a change there. */
function automationNotes(edits: readonly CarrierEdit[], files: FileSet): readonly string[] {
  return edits.flatMap(({ carrier: { path, line } }) => {
    const text = files.text(path)?.split("\n")[line - 1] ?? "";
    return text.includes('"$imagepolicy"')
      ? [
          `${path}:${line} belongs to Flux's image automation ($imagepolicy), which may change it again.`,
        ]
      : [];
  });
}
