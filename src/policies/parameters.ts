import {
  parameterForm,
  parameterText,
  type ParameterForm,
} from "../domain/guardrail-parameters.ts";
import type { JudgeInput, ParameterValue } from "../domain/guardrail.ts";
import { isJsonObject, valueAt, type JsonObject } from "../domain/json.ts";
import { settingOf, type Where } from "./apply-levels.ts";
import type { JudgedChange } from "./check.ts";
import type { Subject } from "./subject.ts";

/** Where the ConfigMaps lie that guardrails take their parameters from: only who runs the cluster writes there. */
const namespace = "kube-system";

const annotation = "causeway.dev/parameter.";

/** The ConfigMaps with parameters among some objects: those that say what a parameter is. */
export function parameterObjects(subjects: readonly Subject[]): readonly Subject[] {
  return subjects.filter((subject) => isParameterObject(subject) && formsOf(subject).length > 0);
}

/** The parameters that a ConfigMap with parameters says there are, in its order. */
export function formsOf({ value }: Subject): readonly ParameterForm[] {
  const annotations = valueAt(value, ["metadata", "annotations"]);
  return Object.entries(isJsonObject(annotations) ? annotations : {}).flatMap(([key, text]) => {
    if (!key.startsWith(annotation) || typeof text !== "string") return [];
    const form = parameterForm(key.slice(annotation.length), text);
    return form === undefined ? [] : [form];
  });
}

function isParameterObject({ resource }: Subject): boolean {
  const { apiVersion, kind } = resource;
  return apiVersion === "v1" && kind === "ConfigMap" && resource.namespace === namespace;
}

/**
 * What policies may look up, with the parameters that hold: those that ship, in their place those of the rules, and
 * over both what platform.yaml sets. A ConfigMap of the change itself counts for nothing: it comes into force when it
 * is merged.
 *
 * @param shipped The ConfigMaps that ship.
 */
export function withParameters(
  shipped: readonly Subject[],
  { known, brought, replaced }: Pick<JudgedChange, "known" | "brought" | "replaced">,
  { input, where }: { readonly input: JudgeInput; readonly where: Where },
): Pick<JudgedChange, "known" | "replaced"> {
  if (shipped.length === 0) return { known, replaced };
  const names = new Set(shipped.map(({ resource }) => resource.name));
  const isOne = (subject: Subject): boolean =>
    isParameterObject(subject) && names.has(subject.resource.name);
  const ofChange = new Set(brought);
  const own = new Map(
    [...known.filter((subject) => !ofChange.has(subject)), ...replaced]
      .filter(isOne)
      .toReversed()
      .map((subject) => [subject.resource.name, subject]),
  );
  const inForce = shipped.flatMap((subject) =>
    overridden(subject, own.get(subject.resource.name), { input, where }),
  );
  return {
    known: [...inForce, ...known.filter((subject) => !isOne(subject))],
    replaced: replaced.filter((subject) => !isOne(subject)),
  };
}

/** One object for each different set of values, where the environments that an object may be for have several. */
function overridden(
  shipped: Subject,
  own: Subject | undefined,
  { input, where }: { readonly input: JudgeInput; readonly where: Where },
): readonly Subject[] {
  const setting = settingOf(shipped.resource.name, input.levels ?? {});
  const set = typeof setting === "object" ? (setting.parameters ?? {}) : {};
  const forms = formsOf(shipped);
  const { kubernetesVersion } = input;
  const general: JsonObject = {
    ...dataOf(shipped),
    ...(own === undefined ? {} : dataOf(own)),
    ...(kubernetesVersion !== undefined && forms.some(({ type }) => type === "version")
      ? { kubernetesVersion }
      : {}),
  };
  const considered = where.environments.length > 0 ? where.environments : where.all;
  const different = new Map<string, JsonObject>();
  for (const environment of considered) {
    const data = { ...general };
    for (const { name, type } of forms) {
      const value = Object.hasOwn(set, name) ? valueIn(set[name], environment) : undefined;
      const text = value === undefined ? undefined : parameterText(type, value);
      if (text !== undefined) data[name] = text;
    }
    different.set(JSON.stringify(data), data);
  }
  return [...different.values()].map((data) => ({ ...shipped, value: { ...shipped.value, data } }));
}

type Setting = ParameterValue | Readonly<Record<string, ParameterValue>> | undefined;

function valueIn(setting: Setting, environment: string): ParameterValue | undefined {
  if (typeof setting !== "object" || isValueList(setting)) return setting;
  return Object.hasOwn(setting, environment) ? setting[environment] : undefined;
}

function isValueList(
  setting: readonly (string | number)[] | Readonly<Record<string, ParameterValue>>,
): setting is readonly (string | number)[] {
  return Array.isArray(setting);
}

function dataOf({ value }: Subject): JsonObject {
  const data = valueAt(value, ["data"]);
  return isJsonObject(data) ? data : {};
}
