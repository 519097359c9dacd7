import { showType } from "../../src/policies/cel/check/types.ts";
import {
  createEnvironment,
  type Compiled,
  type CelProblem,
} from "../../src/policies/cel/engine.ts";
import { newestMinor } from "../../src/policies/cel/environment.ts";
import { equal } from "../../src/policies/cel/equality.ts";
import { evaluate } from "../../src/policies/cel/evaluate.ts";
import { typeNameOf } from "../../src/policies/cel/scalars.ts";
import { decodeType, decodeValue, NeedsProtobuf } from "./decode.ts";
import type { SimpleTest } from "./suite.ts";

/** What a test came to: as the specification has it, or what came instead. */
export type Verdict =
  | { readonly kind: "same" }
  | { readonly kind: "differs"; readonly came: string };

const same: Verdict = { kind: "same" };
const differs = (came: string): Verdict => ({ kind: "differs", came });

/** Runs a test in Kubernetes' newest environment, but with lists of mixed types, which plain CEL has. */
export function runTest(test: SimpleTest): Verdict {
  try {
    return compareWith(test, compileTest(test));
  } catch (error) {
    if (error instanceof NeedsProtobuf) return differs(`protobuf: ${error.message}`);
    throw error;
  }
}

function compileTest(test: SimpleTest): Compiled | CelProblem {
  const variables = new Map(
    (test.typeEnv ?? []).flatMap(({ name, ident }) =>
      ident === undefined ? [] : [[name, decodeType(ident.type)] as const],
    ),
  );
  return createEnvironment({ minor: newestMinor, mixedLiterals: true, variables }).compile(
    test.expr,
  );
}

function compareWith(test: SimpleTest, compiled: Compiled | CelProblem): Verdict {
  // An error before the evaluation is an error too.
  if (compiled.kind === "problem")
    return test.evalError ? same : differs(`load: ${compiled.message}`);
  const wantedType = test.typedResult?.deducedType;
  if (wantedType !== undefined) {
    const [wanted, found] = [decodeType(wantedType), compiled.type].map(showType);
    if (wanted !== found) return differs(`type: ${found} instead of ${wanted}`);
  }
  if (test.checkOnly) return same;
  const bindings = Object.fromEntries(
    Object.entries(test.bindings ?? {}).map(([name, { value }]) => [
      name,
      decodeValue(value ?? {}),
    ]),
  );
  const outcome = evaluate(compiled, bindings);
  if (test.evalError)
    return outcome.kind === "error" ? same : differs("a value instead of an error");
  const wanted = decodeValue(test.value ?? test.typedResult?.result ?? { boolValue: true });
  if (outcome.kind !== "value") return differs(`${outcome.kind}: ${outcome.message}`);
  return sameValue(outcome.value, wanted)
    ? same
    : differs(`a ${typeNameOf(outcome.value)} with another value or of another type`);
}

function sameValue(a: unknown, b: unknown): boolean {
  if (typeNameOf(a) !== typeNameOf(b)) return false;
  return Object.is(a, b) || equal(a, b);
}
