import type { PolicyResult } from "../../../domain/guardrail.ts";
import { stringAt, type JsonObject } from "../../../domain/json.ts";
import type { ChangedObject, JudgedChange } from "../../check.ts";
import { servedVersions } from "../../kinds.ts";
import { resultOn } from "../../subject.ts";
import type { LoadedMutatingPolicy } from "../load-mutating.ts";
import { mayTake } from "../match.ts";
import type { ParamSource } from "../params.ts";
import { namespacesOf, targetOf, type Target } from "../target.ts";
import { differences, editedFile, type Edit } from "./difference.ts";
import type { MergeSchema } from "./merge-lists.ts";
import { mutate } from "./mutate.ts";
import { suggestionsFor } from "./suggestions.ts";

/**
 * What MutatingAdmissionPolicies would change in the objects of a change, one result for each policy and object that
 * it would change: `audit`, with the lines to suggest where lines can make the same. Each policy is asked about the
 * object as it is written, so its suggestion can be taken by itself.
 */
export function* suggestMutations(
  change: JudgedChange,
  source: ParamSource,
): Iterable<PolicyResult> {
  if (change.mutating.length === 0) return;
  const namespaces = namespacesOf(change);
  for (const changed of change.objects) {
    const target = targetOf(changed, change.kinds, namespaces);
    for (const policy of change.mutating) {
      if (!mayTake(policy.spec.matchConstraints.resourceRules, target)) continue;
      yield* suggestOne(policy, { changed, target, change, source });
    }
  }
}

interface Asked {
  readonly changed: ChangedObject;
  readonly target: Target;
  readonly change: JudgedChange;
  readonly source: ParamSource;
}

function* suggestOne(policy: LoadedMutatingPolicy, asked: Asked): Iterable<PolicyResult> {
  const { changed, target, change, source } = asked;
  const { subject } = changed;
  const defaulted = source.defaulted(subject);
  const schema = schemaOf(target, change);
  const mutation = mutate(policy, { target, defaulted, schema, source });
  if (mutation === undefined) return;
  if (mutation.kind === "verdict") {
    const { validation, outcome, message } = mutation.verdict;
    yield resultOn(subject, { policy: policy.name, validation }, outcome, { message });
    return;
  }
  const edits = differences(defaulted, mutation.value);
  const [first] = edits;
  if (first === undefined) return;
  const content = change.files.find(({ file }) => file.path === subject.path)?.file.content;
  const after = editedFile(subject.value, edits);
  const isSecret = subject.resource.kind === "Secret";
  const suggestions =
    content === undefined || after === undefined || isSecret
      ? undefined
      : suggestionsFor(subject, content, after);
  const told = messageOf(policy.name, edits, { isSecret, isShown: suggestions !== undefined });
  const location = subject.locateKey(first.path);
  const named = { policy: policy.name, validation: "mutations" };
  const result = resultOn(subject, named, "audit", { message: told, location });
  yield suggestions === undefined ? result : { ...result, suggestions };
}

/** The schema of a custom kind, from the definition in the files: it says how lists are merged. */
function schemaOf({ group, version, kind }: Target, change: JudgedChange): MergeSchema {
  for (const { value } of change.known) {
    const isDefinition = stringAt(value, ["spec", "group"]) === group && defines(value, kind);
    const served = isDefinition ? servedVersions(value) : [];
    const schema = served.find(({ name }) => name === version)?.schema;
    if (schema !== undefined) return schema;
  }
  const isCustom = group.includes(".") && !group.endsWith(".k8s.io");
  return isCustom ? {} : undefined;
}

function defines(definition: JsonObject, kind: string): boolean {
  return ["names", "claimNames"].some(
    (names) => stringAt(definition, ["spec", names, "kind"]) === kind,
  );
}

/** More than a sentence holds. */
const mostTold = 3;

function messageOf(
  policy: string,
  edits: readonly Edit[],
  { isSecret, isShown }: { readonly isSecret: boolean; readonly isShown: boolean },
): string {
  const told = edits.slice(0, mostTold).map((edit) => describe(edit, isSecret));
  const more = edits.length > mostTold ? ` and ${edits.length - mostTold} more` : "";
  const does = `The policy ${policy} would change this object when it is applied: ${told.join(", ")}${more}.`;
  if (isSecret || isShown) return does;
  return `${does} Lines of this file can't show that as a suggestion; write it by hand if the file is to say what runs.`;
}

function describe(edit: Edit, isSecret: boolean): string {
  const where = edit.path.join(".");
  if (edit.kind === "remove") return `${where} removed`;
  const plain = isSecret ? "another value" : JSON.stringify(edit.value);
  return `${where} ${plain.length > 80 ? "set" : `= ${plain}`}`;
}
