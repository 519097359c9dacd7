import type { JudgeInput } from "../domain/guardrail.ts";
import { readYaml } from "../yaml/documents.ts";
import { applyLevels } from "./apply-levels.ts";
import type { ChangedObject, JudgedChange } from "./check.ts";
import {
  environmentsOf,
  environmentsOfNamespaces,
  usualEnvironments,
  type EnvironmentFacts,
} from "./environment-of.ts";
import { parameterObjects, withParameters } from "./parameters.ts";
import type { RuleFile } from "./read-change.ts";
import { subjectsOf, type Subject } from "./subject.ts";

/**
 * A change in parts: the objects that are for the same environments together, with the policies at the levels and the
 * parameters that hold there. At least one part, so that policies that can't be used are told of; once.
 */
export function byEnvironment(
  change: JudgedChange,
  input: JudgeInput,
  builtIn: readonly RuleFile[],
): readonly JudgedChange[] {
  const facts = factsOf(change, input);
  const shipped = shippedParameters(builtIn);
  const parts = groupByEnvironments(change.objects, facts).map(({ environments, objects }) => {
    const where = { environments, all: facts.names };
    return {
      ...change,
      objects,
      policies: applyLevels(change.policies, input.levels ?? {}, where),
      ...withParameters(shipped, change, { input, where }),
    };
  });
  return parts.map((part, index) =>
    index === 0 ? part : { ...part, policies: { ...part.policies, problems: [] } },
  );
}

function factsOf(change: JudgedChange, input: JudgeInput): EnvironmentFacts {
  const given = input.environments ?? usualEnvironments;
  const names = given.length > 0 ? given : usualEnvironments;
  const { environment } = input;
  return {
    names,
    namespaces: environmentsOfNamespaces(change.known, names),
    ...(environment === undefined ? {} : { fixed: environment }),
  };
}

interface Group {
  readonly environments: readonly string[];
  readonly objects: readonly ChangedObject[];
}

function groupByEnvironments(
  objects: readonly ChangedObject[],
  facts: EnvironmentFacts,
): readonly Group[] {
  const groups = new Map<string, { environments: readonly string[]; objects: ChangedObject[] }>();
  for (const changed of objects) {
    const environments = environmentsOf(changed.subject, facts);
    const key = JSON.stringify(environments);
    const group = groups.get(key) ?? { environments, objects: [] };
    group.objects.push(changed);
    groups.set(key, group);
  }
  return groups.size > 0 ? [...groups.values()] : [{ environments: [], objects: [] }];
}

const readBefore = new WeakMap<readonly RuleFile[], readonly Subject[]>();

/** The built-in files are the same ones each time. */
function shippedParameters(files: readonly RuleFile[]): readonly Subject[] {
  const known = readBefore.get(files);
  if (known !== undefined) return known;
  const found = parameterObjects(
    files.flatMap(({ path, content }) =>
      content
        .split(/^---$/m)
        .filter((part) => part.includes("causeway.dev/parameter."))
        .flatMap((part) => readYaml(part, path).documents)
        .flatMap((document) => subjectsOf(document, path)),
    ),
  );
  readBefore.set(files, found);
  return found;
}
