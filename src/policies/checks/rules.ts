import type { PolicyResult } from "../../domain/guardrail.ts";
import { isJsonObject, valueAt, type Json } from "../../domain/json.ts";
import type { Location } from "../../domain/location.ts";
import type { Path } from "../cel/values.ts";
import type { ChangedObject, Check, JudgedChange } from "../check.ts";
import { show } from "../schemas/messages.ts";
import { compileRule } from "../schemas/rule-expressions.ts";
import { evaluateRules, type RuleFinding } from "../schemas/rules.ts";
import { resultOn, type Subject } from "../subject.ts";

const policy = { policy: "schema", validation: "rules" } as const;

/** The rules of CRDs and XRDs (`x-kubernetes-validations`), on objects of their kinds and on themselves. */
export const rulesCheck: Check = {
  name: "rules",
  *run(change) {
    for (const object of change.objects) {
      if (object.operation === "DELETE") continue;
      yield* judgeObject(change, object);
      yield* judgeDefinition(object.subject);
    }
  },
};

function* judgeObject(
  change: JudgedChange,
  { subject, old }: ChangedObject,
): Iterable<PolicyResult> {
  const structure = change.schemas.structureOf(subject);
  const validation = change.schemas.validate(subject);
  // As in the cluster: an object that does not fit its schema is not put before the rules.
  if (structure === undefined || validation === undefined || validation.errors.length > 0) return;
  const before = old?.["apiVersion"] === subject.value["apiVersion"] ? old : undefined;
  const oldDefaulted =
    before === undefined ? undefined : change.schemas.validate({ ...subject, value: before });
  const unread = new Set<string>();
  for (const finding of evaluateRules(structure, validation.defaulted, oldDefaulted?.defaulted)) {
    // A rule on list entries that can't be judged is told of once.
    if (finding.kind === "notEvaluable" && unread.has(finding.message)) continue;
    if (finding.kind === "notEvaluable") unread.add(finding.message);
    const outcome = finding.kind === "refused" ? "deny" : "notEvaluable";
    const message = messageOf(subject, finding);
    yield resultOn(subject, policy, outcome, { message, location: placeOf(subject, finding.path) });
  }
}

const reasons: Readonly<Record<string, string>> = {
  FieldValueForbidden: "is forbidden",
  FieldValueRequired: "is missing",
  FieldValueDuplicate: "is there twice",
};

function messageOf(subject: Subject, { kind, field, message, reason }: RuleFinding): string {
  const where = show(field);
  if (kind === "notEvaluable") return `${where} was not judged by a rule of its kind: ${message}`;
  const what = reasons[reason] ?? `breaks a rule of ${subject.resource.kind}`;
  return `${where} ${what}: ${message}${/[.!?]$/.test(message) ? "" : "."}`;
}

function placeOf(subject: Subject, path: Path): Location {
  if (path.length === 0) return subject.start();
  const isKey = typeof path.at(-1) === "string";
  const holdsMore = typeof valueAt(subject.value, path) === "object";
  return isKey && holdsMore ? subject.locateKey(path) : subject.locate(path);
}

/** A definition's own rules: those that can't be read, and those that Crossplane does not take over. */
function* judgeDefinition(subject: Subject): Iterable<PolicyResult> {
  const { kind } = subject.resource;
  if (kind !== "CustomResourceDefinition" && kind !== "CompositeResourceDefinition") return;
  const versions = valueAt(subject.value, ["spec", "versions"]);
  for (const path of rulePaths(versions, ["spec", "versions"])) {
    const rule = valueAt(subject.value, [...path, "rule"]);
    const compiled = compileRule(typeof rule === "string" ? rule : "");
    const location = subject.locate([...path, "rule"]);
    if (compiled.kind === "problem") {
      const message = `This rule can't be read, so nothing will be judged by it: ${compiled.message}`;
      yield resultOn(subject, policy, "warn", { message, location });
    } else if (kind === "CompositeResourceDefinition" && path[5] === "x-kubernetes-validations") {
      const message =
        "Crossplane takes over the rules of spec and of what is below it, not this one of the whole object. Move it into spec.";
      yield resultOn(subject, policy, "warn", { message, location });
    }
  }
}

/** Where rules stand: `spec.versions[0].schema.openAPIV3Schema…x-kubernetes-validations[0]`. */
function* rulePaths(value: Json | undefined, path: Path): Iterable<Path> {
  if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly Json[]).entries()) {
      yield* rulePaths(item, [...path, index]);
    }
  }
  if (!isJsonObject(value)) return;
  for (const [key, item] of Object.entries(value)) {
    const rules = key === "x-kubernetes-validations" && Array.isArray(item) ? item : undefined;
    if (rules === undefined) yield* rulePaths(item, [...path, key]);
    else for (const index of rules.keys()) yield [...path, key, index];
  }
}
