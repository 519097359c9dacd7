import type { Compiled } from "../cel/environment.ts";
import type { Subject } from "../subject.ts";
import {
  expressionReader,
  type ExpressionReader,
  type Readable,
  type Variables,
} from "./expressions.ts";
import {
  validatingAdmissionPolicy,
  validatingAdmissionPolicyBinding,
  type CommonPolicySpec,
  type ValidatingAdmissionPolicy,
  type ValidatingAdmissionPolicyBinding,
} from "./policy.ts";
import { firstOfEachName, isAdmissionKind, shapeProblems, type PolicyProblem } from "./problems.ts";

/** A validation with its expressions ready. */
export interface LoadedValidation {
  readonly compiled: Compiled;
  readonly message?: string;
  readonly messageExpression?: Compiled;
  /** What the API server would give as the reason of its refusal. */
  readonly reason?: string;
}

/** The expressions that every kind of policy has, ready. */
export interface LoadedExpressions {
  readonly variables: Variables;
  /** The variables that come to the same in every policy with the same key here, on the same object. */
  readonly sharedVariables: ReadonlyMap<string, string>;
  readonly conditions: readonly { readonly name: string; readonly compiled: Compiled }[];
}

/** A policy that can be evaluated, with its bindings. */
export interface LoadedPolicy extends LoadedExpressions {
  readonly name: string;
  readonly subject: Subject;
  readonly spec: ValidatingAdmissionPolicy["spec"];
  /** How to mend what it denies: the annotation `causeway.dev/mend`. */
  readonly mend?: string;
  readonly validations: readonly LoadedValidation[];
  readonly auditAnnotations: readonly { readonly key: string; readonly compiled: Compiled }[];
  readonly bindings: readonly ValidatingAdmissionPolicyBinding[];
}

export interface LoadedPolicies {
  readonly policies: readonly LoadedPolicy[];
  readonly problems: readonly PolicyProblem[];
}

/** The Kubernetes version whose CEL a policy may use; undefined for the newest. */
export type VersionOf = (policy: Subject) => string | undefined;

/** The policies among some objects, compiled. A policy with any problem is left out and its problems told. */
export function loadPolicies(subjects: readonly Subject[], versionOf: VersionOf): LoadedPolicies {
  const problems: PolicyProblem[] = [];
  const bindings: ValidatingAdmissionPolicyBinding[] = [];
  const bound = subjects.filter((subject) =>
    isAdmissionKind(subject, "ValidatingAdmissionPolicyBinding"),
  );
  for (const subject of firstOfEachName(bound)) {
    const parsed = validatingAdmissionPolicyBinding.safeParse(subject.value);
    if (parsed.success) bindings.push(parsed.data);
    else problems.push(...shapeProblems(subject, parsed.error));
  }
  const policies: LoadedPolicy[] = [];
  const seen = new Set<string>();
  for (const subject of subjects) {
    if (!isAdmissionKind(subject, "ValidatingAdmissionPolicy")) continue;
    const parsed = validatingAdmissionPolicy.safeParse(subject.value);
    if (!parsed.success) {
      problems.push(...shapeProblems(subject, parsed.error));
      continue;
    }
    // The first one counts: a file of the configuration repository stands before the built-in of the same name.
    if (seen.has(parsed.data.metadata.name)) continue;
    seen.add(parsed.data.metadata.name);
    const { policy, found } = loadPolicy(subject, parsed.data, versionOf(subject));
    if (found.length > 0) problems.push(...found);
    else policies.push({ ...policy, bindings: boundTo(policy.name, bindings) });
  }
  return { policies, problems };
}

function boundTo(
  policy: string,
  bindings: readonly ValidatingAdmissionPolicyBinding[],
): readonly ValidatingAdmissionPolicyBinding[] {
  return bindings.filter(({ spec }) => spec.policyName === policy);
}

interface Loaded {
  readonly policy: Omit<LoadedPolicy, "bindings">;
  readonly found: readonly PolicyProblem[];
}

/** The policies that ship are the same objects each time: their expressions are compiled once for each version. */
const loadedBefore = new WeakMap<Subject, Map<string, Loaded>>();

function loadPolicy(
  subject: Subject,
  policy: ValidatingAdmissionPolicy,
  kubernetesVersion: string | undefined,
): Loaded {
  const versions = loadedBefore.get(subject) ?? new Map<string, Loaded>();
  loadedBefore.set(subject, versions);
  const known = versions.get(kubernetesVersion ?? "");
  if (known !== undefined) return known;
  const loaded = loadAnew(subject, policy, kubernetesVersion);
  versions.set(kubernetesVersion ?? "", loaded);
  return loaded;
}

function loadAnew(
  subject: Subject,
  { metadata, spec }: ValidatingAdmissionPolicy,
  kubernetesVersion: string | undefined,
): Loaded {
  const reader = expressionReader(subject, kubernetesVersion);
  const common = readCommonExpressions(spec, reader);
  const readable = readableIn(spec, common.variables);
  const validations = readValidations(spec, reader, readable);
  const auditAnnotations = (spec.auditAnnotations ?? []).flatMap(
    ({ key, valueExpression }, index) => {
      const path = ["spec", "auditAnnotations", index, "valueExpression"];
      const compiled = reader.read(valueExpression, path, { ...readable, result: "any" });
      return compiled === undefined ? [] : [{ key, compiled }];
    },
  );
  const mend = metadata.annotations?.["causeway.dev/mend"]?.trim();
  const policy = {
    name: metadata.name,
    subject,
    spec,
    ...common,
    validations,
    auditAnnotations,
    ...(mend ? { mend } : {}),
  };
  return { policy, found: reader.problems };
}

/** What the expressions of a policy may read once its variables are known. */
export function readableIn({ paramKind }: CommonPolicySpec, variables: Variables): Readable {
  return { params: Boolean(paramKind), authorizer: true, variables };
}

/** Variables and match conditions, which every kind of policy has. Each variable reads those before it. */
export function readCommonExpressions(
  spec: CommonPolicySpec,
  reader: ExpressionReader,
): LoadedExpressions {
  const variables = new Map<string, Compiled>();
  const readable = readableIn(spec, variables);
  for (const [index, { name, expression }] of (spec.variables ?? []).entries()) {
    const path = ["spec", "variables", index, "expression"];
    const compiled = reader.read(expression, path, { ...readable, result: "any" });
    if (compiled !== undefined) variables.set(name, compiled);
  }
  const conditions = (spec.matchConditions ?? []).flatMap(({ name, expression }, index) => {
    const path = ["spec", "matchConditions", index, "expression"];
    const as = { ...readable, variables: undefined, result: "bool" } as const;
    const compiled = reader.read(expression, path, as);
    return compiled === undefined ? [] : [{ name, compiled }];
  });
  return { variables, sharedVariables: sharedKeys(variables), conditions };
}

function readValidations(
  spec: ValidatingAdmissionPolicy["spec"],
  reader: ExpressionReader,
  readable: Readable,
): readonly LoadedValidation[] {
  return (spec.validations ?? []).flatMap((validation, index): LoadedValidation[] => {
    const path = ["spec", "validations", index];
    const compiled = reader.read(validation.expression, [...path, "expression"], {
      ...readable,
      result: "bool",
    });
    const told = validation.messageExpression;
    const messageExpression = told
      ? reader.read(told, [...path, "messageExpression"], {
          ...readable,
          authorizer: false,
          result: "string",
        })
      : undefined;
    if (compiled === undefined) return [];
    const message = validation.message?.trim();
    return [
      {
        compiled,
        ...(message ? { message } : {}),
        ...(messageExpression ? { messageExpression } : {}),
        ...(validation.reason ? { reason: validation.reason } : {}),
      },
    ];
  });
}

/**
 * A variable's own words, and those of the variables before it, which it may read. What follows the first one that
 * reads parameters is each policy's own.
 */
function sharedKeys(variables: Variables): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  let before = "";
  for (const [name, { expression }] of variables) {
    if (/\bparams\b/.test(expression)) break;
    before += `${name.length}:${name}${expression.length}:${expression}`;
    keys.set(name, before);
  }
  return keys;
}
