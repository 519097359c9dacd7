import { showType } from "../cel/check/types.ts";
import type { Compiled } from "../cel/environment.ts";
import type { Subject } from "../subject.ts";
import { expressionReader, type ExpressionReader } from "./expressions.ts";
import {
  readableIn,
  readCommonExpressions,
  type LoadedExpressions,
  type VersionOf,
} from "./load.ts";
import {
  mutatingAdmissionPolicy,
  mutatingAdmissionPolicyBinding,
  type MutatingAdmissionPolicy,
  type MutatingAdmissionPolicyBinding,
} from "./policy.ts";
import { firstOfEachName, isAdmissionKind, shapeProblems, type PolicyProblem } from "./problems.ts";

/** One mutation with its expression ready: it gives an apply configuration, or a list of JSON Patch operations. */
export interface LoadedMutation {
  readonly patchType: "ApplyConfiguration" | "JSONPatch";
  readonly compiled: Compiled;
}

/** A MutatingAdmissionPolicy that can be evaluated, with its bindings. */
export interface LoadedMutatingPolicy extends LoadedExpressions {
  readonly name: string;
  readonly subject: Subject;
  readonly spec: MutatingAdmissionPolicy["spec"];
  readonly mutations: readonly LoadedMutation[];
  readonly bindings: readonly MutatingAdmissionPolicyBinding[];
}

export interface LoadedMutatingPolicies {
  readonly policies: readonly LoadedMutatingPolicy[];
  readonly problems: readonly PolicyProblem[];
}

/** The mutating policies among some objects, compiled. One with any problem is left out and its problems told. */
export function loadMutatingPolicies(
  subjects: readonly Subject[],
  versionOf: VersionOf,
): LoadedMutatingPolicies {
  const problems: PolicyProblem[] = [];
  const policies: LoadedMutatingPolicy[] = [];
  const ofKind = (kind: string): readonly Subject[] =>
    firstOfEachName(subjects.filter((subject) => isAdmissionKind(subject, kind)));
  const bindings: MutatingAdmissionPolicyBinding[] = [];
  for (const subject of ofKind("MutatingAdmissionPolicyBinding")) {
    const parsed = mutatingAdmissionPolicyBinding.safeParse(subject.value);
    if (parsed.success) bindings.push(parsed.data);
    else problems.push(...shapeProblems(subject, parsed.error));
  }
  for (const subject of ofKind("MutatingAdmissionPolicy")) {
    const parsed = mutatingAdmissionPolicy.safeParse(subject.value);
    if (!parsed.success) {
      problems.push(...shapeProblems(subject, parsed.error));
      continue;
    }
    const { metadata, spec } = parsed.data;
    const reader = expressionReader(subject, versionOf(subject));
    const common = readCommonExpressions(spec, reader);
    const mutations = readMutations(spec, reader, common);
    const bound = bindings.filter((binding) => binding.spec.policyName === metadata.name);
    const policy = { name: metadata.name, subject, spec, ...common, mutations, bindings: bound };
    if (reader.problems.length > 0) problems.push(...reader.problems);
    else policies.push(policy);
  }
  return { policies, problems };
}

function readMutations(
  spec: MutatingAdmissionPolicy["spec"],
  reader: ExpressionReader,
  { variables }: LoadedExpressions,
): readonly LoadedMutation[] {
  const as = { ...readableIn(spec, variables), mutates: true, result: "any" } as const;
  return spec.mutations.flatMap((mutation, index): LoadedMutation[] => {
    const isPatch = mutation.patchType === "JSONPatch";
    const field = isPatch ? "jsonPatch" : "applyConfiguration";
    const { expression } = isPatch ? mutation.jsonPatch : mutation.applyConfiguration;
    const path = ["spec", "mutations", index, field, "expression"];
    const compiled = reader.read(expression, path, as);
    if (compiled === undefined) return [];
    const wrong = wrongType(mutation.patchType, compiled);
    if (wrong !== undefined) reader.refuse(path, wrong);
    return [{ patchType: mutation.patchType, compiled }];
  });
}

/** What a mutation must come to (policy/mutating patch/smd.go and json_patch.go). */
function wrongType(patchType: LoadedMutation["patchType"], { type }: Compiled): string | undefined {
  const wanted = patchType === "JSONPatch" ? "list(JSONPatch)" : "Object";
  const got = showType(type);
  return got === wanted ? undefined : `must evaluate to ${wanted} but got ${got}`;
}
