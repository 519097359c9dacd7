import type { ErrorObject } from "ajv";
import type { PolicyResult } from "../../domain/guardrail.ts";
import { valueAt, type JsonObject } from "../../domain/json.ts";
import type { Check, JudgedChange } from "../check.ts";
import type { PartialObject } from "../partials/split.ts";
import { isInsideAlternative, pathOf } from "../schemas/messages.ts";
import { resultOn } from "../subject.ts";
import { schemaResults, strict } from "./schema.ts";

/** What is no whole object: a kustomization by its own schema, a patch by what is in it, data not at all. */
export const partialsCheck: Check = {
  name: "partials",
  *run(change) {
    for (const partial of change.partial) {
      if (partial.operation !== "DELETE") yield* judgePartial(change, partial);
    }
    const changed = new Set(change.files.map(({ file }) => file.path));
    for (const subject of change.kustomizations) {
      const validation = change.schemas.validate(subject);
      if (validation !== undefined && changed.has(subject.path)) {
        yield* schemaResults(subject, validation);
      }
    }
  },
};

function* judgePartial(
  change: JudgedChange,
  { subject, part }: PartialObject,
): Iterable<PolicyResult> {
  if (part.kind === "data") {
    const message = `This file is data that ${part.by} reads, so it was not judged as an object.`;
    yield resultOn(subject, strict, "skipped", { message });
    return;
  }
  if (part.kind === "kustomization") return;
  const validation = change.schemas.validate(subject);
  const wrong = validation?.errors.filter((error) => holdsInPatch(error, subject.value)) ?? [];
  if (validation !== undefined && wrong.length > 0) {
    yield* schemaResults(subject, { ...validation, errors: wrong });
    return;
  }
  const message = `This is a patch of ${part.by}: the object is only whole when Kustomize has rendered it, so no policy judged this part by itself.`;
  yield resultOn(subject, strict, "skipped", { message });
}

/**
 * A patch leaves out what it does not change, removes with null, and has directives (`$patch: delete`). What is left
 * wrong is wrong in any base: a field that there is not, a value of another type.
 */
function holdsInPatch(error: ErrorObject, patch: JsonObject): boolean {
  if (isInsideAlternative(error)) return false;
  if (error.keyword === "additionalProperties") {
    return !String(error.params["additionalProperty"]).startsWith("$");
  }
  if (!["type", "enum", "pattern"].includes(error.keyword)) return false;
  return valueAt(patch, pathOf(error.instancePath, patch)) !== null;
}
