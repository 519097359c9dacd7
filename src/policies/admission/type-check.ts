import { stringAt, type JsonObject } from "../../domain/json.ts";
import { checkAgainstSchema } from "../cel/check-schema.ts";
import type { Compiled } from "../cel/environment.ts";
import { servedVersions, type DefinedKind, type KindTable } from "../kinds.ts";
import { builtInDefinition, kubernetesSchema } from "../schemas/kubernetes.ts";
import type { Subject } from "../subject.ts";
import type { LoadedPolicy } from "./load.ts";
import type { ResourceRule } from "./match-resources.ts";
import type { PolicyProblem } from "./problems.ts";

/** What the kinds that policies name are looked up in. */
export interface KnownTypes {
  readonly kinds: KindTable;
  /** Among them the definitions of custom kinds. */
  readonly known: readonly Subject[];
}

/**
 * Expressions that can't be right for any kind that the policy names: fields that none of them has. The API server
 * tells such things in the policy's status and keeps the policy in use (policy/validating typechecking.go), for each
 * kind; here only what fits none of them is told, since policies on several kinds often ask for the kind first.
 */
export function typeWarnings(policy: LoadedPolicy, types: KnownTypes): readonly PolicyProblem[] {
  const kinds = policy.spec.matchConstraints.resourceRules.flatMap((rule) => kindsIn(rule, types));
  const schemas = kinds.map((kind) => schemaOf(kind, types));
  const known = schemas.filter((schema) => schema !== undefined);
  if (kinds.length === 0 || known.length < kinds.length) return [];
  return expressionsOf(policy).flatMap(({ compiled, path }): PolicyProblem[] => {
    const problems = known.map((schema) => checkAgainstSchema(compiled, schema)[0]);
    const [first] = problems;
    if (first === undefined || problems.includes(undefined)) return [];
    const names = [...new Set(kinds.map(({ kind }) => kind))].join(", ");
    return [
      {
        policy: policy.name,
        subject: policy.subject,
        message: `The expression at ${path.join(".")} can't be right for ${names}: ${first.message}. The cluster warns of this too, and keeps the policy in use.`,
        location: policy.subject.locate(path),
      },
    ];
  });
}

/** Only what a rule names in full says which kinds there will be. */
function kindsIn(rule: ResourceRule, { kinds }: KnownTypes): readonly DefinedKind[] {
  const { apiGroups, apiVersions, resources } = rule;
  return apiGroups.flatMap((group) =>
    apiVersions.flatMap((version) =>
      resources.flatMap((resource) => kinds.kindsOf(group, version, resource)),
    ),
  );
}

function expressionsOf({ validations }: LoadedPolicy): readonly {
  readonly compiled: Compiled;
  readonly path: readonly (string | number)[];
}[] {
  return validations.flatMap(({ compiled, messageExpression }, index) => {
    const path = ["spec", "validations", index];
    const message =
      messageExpression === undefined
        ? []
        : [{ compiled: messageExpression, path: [...path, "messageExpression"] }];
    return [{ compiled, path: [...path, "expression"] }, ...message];
  });
}

let builtIn: JsonObject | undefined;

function schemaOf(
  { group, version, kind }: DefinedKind,
  { known }: KnownTypes,
): JsonObject | undefined {
  const apiVersion = group === "" ? version : `${group}/${version}`;
  const name = builtInDefinition(apiVersion, kind);
  if (name !== undefined) {
    builtIn ??= kubernetesSchema();
    return { ...builtIn, $ref: `#/definitions/${name}` };
  }
  const definition = known.find(
    ({ value }) =>
      stringAt(value, ["spec", "group"]) === group &&
      stringAt(value, ["spec", "names", "kind"]) === kind,
  );
  if (definition === undefined) return undefined;
  return servedVersions(definition.value).find((served) => served.name === version)?.schema;
}
