import { isJsonObject, stringAt, valueAt, type Json, type JsonObject } from "../domain/json.ts";
import type { Problem } from "../domain/location.ts";
import { nearestName } from "../domain/nearest-name.ts";
import { environments } from "./environment-schema.ts";
import { mostFindings, show, where, type Source } from "./schema-problems.ts";

/** A guardrail's own keys in platform.yaml; every other one is an environment's name. */
const ownKeys: ReadonlySet<string> = new Set(["level", "parameters"]);

type Path = readonly (string | number)[];

/** The environments that guardrails name and that there are not, each at its key. */
export function findGuardrailEnvironments(source: Source): readonly Problem[] {
  const names = environmentNames(source.document.value);
  return namedEnvironments(source.document.value)
    .filter((path) => !names.includes(String(path.at(-1))))
    .slice(0, mostFindings)
    .map((path) => unknownEnvironment(path, names, source));
}

function environmentNames(platform: Json): readonly string[] {
  const written = valueAt(platform, ["environments"]);
  if (!Array.isArray(written)) return environments.parse(undefined).map(({ name }) => name);
  return (written as readonly Json[]).flatMap((entry) => stringAt(entry, ["name"]) ?? []);
}

function namedEnvironments(platform: Json): readonly Path[] {
  return Object.entries(mapAt(platform, ["guardrails"])).flatMap(([guardrail, setting]) => {
    if (!isJsonObject(setting)) return [];
    const levels = Object.keys(setting)
      .filter((key) => !ownKeys.has(key))
      .map((key): Path => ["guardrails", guardrail, key]);
    const parameters = Object.entries(mapAt(setting, ["parameters"])).flatMap(([name, value]) =>
      isJsonObject(value)
        ? Object.keys(value).map((key): Path => ["guardrails", guardrail, "parameters", name, key])
        : [],
    );
    return [...levels, ...parameters];
  });
}

function unknownEnvironment(path: Path, names: readonly string[], source: Source): Problem {
  const key = String(path.at(-1));
  const isLevel = path.length === 3;
  const possible = [...names, ...(isLevel ? ownKeys : [])];
  const near = nearestName(key, possible);
  const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
  const message = `There is no environment "${show(key)}" for ${where(path.slice(0, -1))}.${hint} Here stand: ${possible.slice(0, 20).map(show).join(", ")}.`;
  return { location: source.document.locateKey(path), message };
}

function mapAt(value: Json, path: readonly string[]): JsonObject {
  const found = valueAt(value, path);
  return isJsonObject(found) ? found : {};
}
