import type { PolicyResult } from "../../domain/guardrail.ts";
import type { Check } from "../check.ts";
import { describeErrors, type SchemaFinding } from "../schemas/messages.ts";
import { resultOn, type Subject } from "../subject.ts";
import type { Validation } from "../schemas/validators.ts";

/** How results of the schema are named. */
export const strict = { policy: "schema", validation: "strict" } as const;

/** Every object against its kind's schema: unknown fields, wrong types and values (DESIGN 1.1, 5). */
export const schemaCheck: Check = {
  name: "schema",
  *run(change) {
    for (const { subject, operation } of change.objects) {
      if (operation === "DELETE") continue;
      const validation = change.schemas.validate(subject);
      if (validation === undefined) {
        const { kind, apiVersion } = subject.resource;
        const message = `No schema of ${kind} (${apiVersion}) is known, so its fields were not checked.`;
        yield resultOn(subject, strict, "skipped", { message });
      } else {
        yield* schemaResults(subject, validation);
      }
    }
  },
};

/** What the schema says of an object, for people: each mistake at its place, or that it fits. */
export function* schemaResults(
  subject: Subject,
  { errors, problem }: Validation,
): Iterable<PolicyResult> {
  const { kind, apiVersion } = subject.resource;
  if (problem !== undefined) {
    const message = `The schema of ${kind} (${apiVersion}) can't be used: ${problem}. Mend its definition; until then the object can't be checked.`;
    yield resultOn(subject, strict, "error", { message });
    return;
  }
  const findings = describeErrors(errors, subject.value);
  for (const finding of findings) {
    yield resultOn(subject, strict, "deny", {
      message: finding.message,
      location: placeOf(subject, finding),
    });
  }
  if (findings.length === 0 && errors.length > 0) {
    const message = `The object does not fit the schema of ${kind}: ${errors[0]?.message ?? "unknown error"}.`;
    yield resultOn(subject, strict, "deny", { message });
  }
  if (errors.length === 0) {
    yield resultOn(subject, strict, "pass", { message: `The object fits the schema of ${kind}.` });
  }
}

function placeOf(subject: Subject, { path, atKey }: SchemaFinding): PolicyResult["location"] {
  return atKey ? subject.locateKey(path) : subject.locate(path);
}
