import type { VersionCarrier } from "../../domain/service.ts";
import { editInside } from "../../yaml/edit-inside.ts";
import { editScalar } from "../../yaml/edit-scalar.ts";
import type { FileSet } from "../../yaml/file-set.ts";
import type { EditedFile, VersionChange } from "./edit-plan.ts";

/** A carrier and the value that it shall have. */
export interface CarrierEdit {
  readonly carrier: VersionCarrier;
  readonly value: string;
}

export type AppliedEdits =
  | {
      readonly kind: "applied";
      readonly files: readonly EditedFile[];
      readonly changes: readonly VersionChange[];
    }
  | { readonly kind: "refused"; readonly message: string };

/** Makes all edits, or none: the first that can't be made without a doubt refuses them. */
export function applyEdits(edits: readonly CarrierEdit[], files: FileSet): AppliedEdits {
  const texts = new Map<string, string>();
  const changes: VersionChange[] = [];
  const done = new Map<string, string>();
  for (const { carrier, value } of edits) {
    const { path, line, names, aspect } = carrier;
    const place = placeKey(carrier);
    const earlier = done.get(place);
    if (earlier === value) continue;
    if (earlier !== undefined) {
      return refused(
        carrier,
        `this one value stands for several images, which would need ${earlier} and ${value}. Write a value for each.`,
      );
    }
    done.set(place, value);
    const edit = edited(texts.get(path) ?? files.text(path) ?? "", carrier, value);
    if (edit.kind === "refused") return refused(carrier, edit.message);
    if (edit.kind === "unchanged") continue;
    texts.set(path, edit.text);
    changes.push({ path, line, what: names, aspect, from: carrier.value, to: value });
  }
  const editedFiles = [...texts].map(([path, after]) => ({
    path,
    before: files.text(path) ?? "",
    after,
  }));
  return {
    kind: "applied",
    files: editedFiles.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    changes: changes.toSorted((a, b) =>
      a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1,
    ),
  };
}

function edited(text: string, carrier: VersionCarrier, value: string) {
  const { document, at, inside, before, after } = carrier;
  const whole = before + value + after;
  return inside === undefined
    ? editScalar(text, document, at, whole)
    : editInside(text, { documentIndex: document, path: at, inside }, whole);
}

function refused({ path, line }: VersionCarrier, message: string): AppliedEdits {
  return { kind: "refused", message: `${path}:${line}: ${message}` };
}

/** Names a carrier's scalar among all scalars of a repository. */
export function placeKey({
  path,
  document,
  at,
  inside,
}: Pick<VersionCarrier, "path" | "document" | "at" | "inside">): string {
  return JSON.stringify([path, document, at, inside ?? null]);
}
