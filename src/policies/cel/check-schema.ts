import type { JsonObject } from "../../domain/json.ts";
import type { CelProblem, Compiled } from "./engine.ts";
import { typeOfSchema } from "./schema-types.ts";

/** Something in an expression that can't be right for a kind: a field that it does not have, a comparison with another type. */
export type TypeProblem = Pick<CelProblem, "message" | "line" | "column">;

/**
 * Checks an expression once more with the schema of the objects that it will see. Kubernetes gives these problems as
 * warnings in the policy's status (apiserver policy/validating/typechecking.go); the expression stays in use. The first
 * problem is told.
 */
export function checkAgainstSchema(
  compiled: Compiled,
  jsonSchema: JsonObject,
): readonly TypeProblem[] {
  const type = typeOfSchema(jsonSchema);
  const problem = compiled.recheck(
    new Map([
      ["object", type],
      ["oldObject", type],
    ]),
  );
  return problem === undefined ? [] : [problem];
}
