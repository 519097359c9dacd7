import type { z } from "zod";
import { groupOf } from "../../domain/kubernetes.ts";
import type { Problem } from "../../domain/location.ts";
import { compile, type Compiled } from "../cel/environment.ts";
import { childrenOf } from "../cel/syntax.ts";
import type { Subject } from "../subject.ts";
import {
  validatingAdmissionPolicy,
  validatingAdmissionPolicyBinding,
  type ValidatingAdmissionPolicy,
  type ValidatingAdmissionPolicyBinding,
} from "./policy.ts";

/** A validation with its expressions ready. */
export interface LoadedValidation {
  readonly compiled: Compiled;
  readonly message?: string;
  readonly messageExpression?: Compiled;
}

/** A policy that can be evaluated, with its bindings. */
export interface LoadedPolicy {
  readonly name: string;
  readonly subject: Subject;
  readonly spec: ValidatingAdmissionPolicy["spec"];
  /** How to mend what it denies: the annotation `causeway.dev/mend`. */
  readonly mend?: string;
  readonly variables: ReadonlyMap<string, Compiled>;
  /** The variables that come to the same in every policy with the same key here, on the same object. */
  readonly sharedVariables: ReadonlyMap<string, string>;
  readonly conditions: readonly { readonly name: string; readonly compiled: Compiled }[];
  readonly validations: readonly LoadedValidation[];
  readonly bindings: readonly ValidatingAdmissionPolicyBinding[];
}

/** Something wrong with a policy or binding: told as an error, so that no rule is passed over in silence. */
export interface PolicyProblem extends Problem {
  readonly policy: string;
  readonly subject: Subject;
}

export interface LoadedPolicies {
  readonly policies: readonly LoadedPolicy[];
  readonly problems: readonly PolicyProblem[];
}

const isPolicy = ({ resource }: Subject): boolean =>
  groupOf(resource.apiVersion) === "admissionregistration.k8s.io" &&
  resource.kind === "ValidatingAdmissionPolicy";

const isBinding = ({ resource }: Subject): boolean =>
  groupOf(resource.apiVersion) === "admissionregistration.k8s.io" &&
  resource.kind === "ValidatingAdmissionPolicyBinding";

/** The policies among some objects, compiled. A policy with any problem is left out and its problems told. */
export function loadPolicies(subjects: readonly Subject[]): LoadedPolicies {
  const problems: PolicyProblem[] = [];
  const bindings: ValidatingAdmissionPolicyBinding[] = [];
  for (const subject of firstOfEachName(subjects.filter(isBinding))) {
    const parsed = validatingAdmissionPolicyBinding.safeParse(subject.value);
    if (parsed.success) bindings.push(parsed.data);
    else problems.push(...shapeProblems(subject, parsed.error));
  }
  const policies: LoadedPolicy[] = [];
  const seen = new Set<string>();
  for (const subject of subjects.filter(isPolicy)) {
    const parsed = validatingAdmissionPolicy.safeParse(subject.value);
    if (!parsed.success) {
      problems.push(...shapeProblems(subject, parsed.error));
      continue;
    }
    // The first one counts: a file of the configuration repository stands before the built-in of the same name.
    if (seen.has(parsed.data.metadata.name)) continue;
    seen.add(parsed.data.metadata.name);
    const { policy, found } = loadPolicy(subject, parsed.data, bindings);
    if (found.length > 0) problems.push(...found);
    else policies.push(policy);
  }
  return { policies, problems };
}

/** Two objects of one name are one object: a file of the configuration repository stands before a built-in. */
function firstOfEachName(subjects: readonly Subject[]): readonly Subject[] {
  const first = new Map<string, Subject>();
  for (const subject of subjects) {
    if (!first.has(subject.resource.name)) first.set(subject.resource.name, subject);
  }
  return [...first.values()];
}

function shapeProblems(subject: Subject, error: z.ZodError): readonly PolicyProblem[] {
  return error.issues.map((issue) => {
    const path = issue.path.filter((step) => typeof step !== "symbol");
    const what = `${subject.resource.kind} ${subject.resource.name} is not as Kubernetes expects it`;
    return {
      policy: subject.resource.name,
      subject,
      message: `${what}: ${path.join(".")}: ${issue.message}.`,
      location: subject.locate(path),
    };
  });
}

function loadPolicy(
  subject: Subject,
  { metadata, spec }: ValidatingAdmissionPolicy,
  bindings: readonly ValidatingAdmissionPolicyBinding[],
): { readonly policy: LoadedPolicy; readonly found: readonly PolicyProblem[] } {
  const found: PolicyProblem[] = [];
  const variables = new Map<string, Compiled>();
  const ready = (expression: string, path: readonly (string | number)[]): Compiled | undefined => {
    const compiled = compile(expression);
    const message =
      compiled.kind === "problem" ? compiled.message : undeclaredVariable(compiled, variables);
    if (message !== undefined) found.push(expressionProblem(subject, path, message));
    return compiled.kind === "compiled" && message === undefined ? compiled : undefined;
  };
  for (const [index, { name, expression }] of (spec.variables ?? []).entries()) {
    const compiled = ready(expression, ["spec", "variables", index, "expression"]);
    if (compiled !== undefined) variables.set(name, compiled);
  }
  const conditions = (spec.matchConditions ?? []).flatMap(({ name, expression }, index) => {
    const compiled = ready(expression, ["spec", "matchConditions", index, "expression"]);
    return compiled === undefined ? [] : [{ name, compiled }];
  });
  const validations = (spec.validations ?? []).flatMap((validation, index): LoadedValidation[] => {
    const path = ["spec", "validations", index];
    const compiled = ready(validation.expression, [...path, "expression"]);
    const told = validation.messageExpression;
    const messageExpression = told ? ready(told, [...path, "messageExpression"]) : undefined;
    if (compiled === undefined) return [];
    const message = validation.message?.trim();
    return [
      {
        compiled,
        ...(message ? { message } : {}),
        ...(messageExpression ? { messageExpression } : {}),
      },
    ];
  });
  const mend = metadata.annotations?.["causeway.dev/mend"]?.trim();
  const bound = bindings.filter((binding) => binding.spec.policyName === metadata.name);
  const policy = {
    name: metadata.name,
    subject,
    spec,
    variables,
    sharedVariables: sharedKeys(variables),
    conditions,
    validations,
    bindings: bound,
  };
  return { policy: mend ? { ...policy, mend } : policy, found };
}

/**
 * A variable's own words, and those of the variables before it, which it may read. What follows the first one that
 * reads parameters is each policy's own.
 */
function sharedKeys(variables: ReadonlyMap<string, Compiled>): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  let before = "";
  for (const [name, { expression }] of variables) {
    if (/\bparams\b/.test(expression)) break;
    before += `${name.length}:${name}${expression.length}:${expression}`;
    keys.set(name, before);
  }
  return keys;
}

function expressionProblem(
  subject: Subject,
  path: readonly (string | number)[],
  message: string,
): PolicyProblem {
  const where = path.slice(1).join(".");
  return {
    policy: subject.resource.name,
    subject,
    message: `The policy ${subject.resource.name} can't be used: the expression at spec.${where} is wrong: ${message}. Mend it, or nothing is checked by this policy.`,
    location: subject.locate(path),
  };
}

/** Variables see only those before them (apiserver pkg/cel/lazy); a name that is not one of them is a mistake. */
function undeclaredVariable(
  compiled: Compiled,
  declared: ReadonlyMap<string, Compiled>,
): string | undefined {
  const rest = [compiled.ast];
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    if ((node.op === "." || node.op === ".?") && node.args[0].op === "id") {
      const [base, name] = node.args;
      if (base.args === "variables" && !declared.has(name))
        return `there is no variable "${name}" before it`;
    }
    rest.push(...childrenOf(node));
  }
  return undefined;
}
