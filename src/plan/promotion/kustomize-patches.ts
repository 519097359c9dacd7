import { joinByName, layOver, textAt, itemsAt, type Traced } from "./traced.ts";
import type { ValuePath } from "../../domain/service.ts";

/** A patch of a kustomization: what it says, and what it is for. */
export interface Patch {
  readonly value: Traced;
  /** Without a target, a patch is for the object of its own kind and name. */
  readonly target?: { readonly kind?: string; readonly name?: string };
}

/** Applies a patch to the objects that it is for. One that is for none of them counts as an object of its own. */
export function applyPatch(objects: readonly Traced[], patch: Patch): readonly Traced[] {
  const { value } = patch;
  const isFor = objects.map((object) => matches(object, patch));
  if (value.kind === "list") {
    return objects.map((object, index) =>
      isFor[index] === true ? operated(object, value) : object,
    );
  }
  if (!isFor.includes(true)) return [...objects, value];
  return objects.map((object, index) =>
    isFor[index] === true ? layOver(object, value, joinByName) : object,
  );
}

function matches(object: Traced, { value, target }: Patch): boolean {
  const kind = target === undefined ? textAt(value, ["kind"]) : target.kind;
  const name = target === undefined ? textAt(value, ["metadata", "name"]) : target.name;
  return fits(kind, textAt(object, ["kind"])) && fits(name, textAt(object, ["metadata", "name"]));
}

function fits(wanted: string | undefined, given: string | undefined): boolean {
  return wanted === undefined || wanted === given || wanted === ".*";
}

/** A JSON patch: only what sets a value can bring a version. */
function operated(object: Traced, operations: Traced): Traced {
  let result = object;
  for (const operation of itemsAt(operations, [])) {
    const op = textAt(operation, ["op"]);
    const pointer = textAt(operation, ["path"]);
    const value = operation.kind === "map" ? operation.entries.get("value") : undefined;
    if ((op !== "replace" && op !== "add") || pointer === undefined || value === undefined)
      continue;
    const steps = pointer
      .split("/")
      .slice(1)
      .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
    result = setAt(result, steps, value);
  }
  return result;
}

function setAt(target: Traced, [step, ...rest]: ValuePath, value: Traced): Traced {
  if (step === undefined) return value;
  if (target.kind === "map") {
    const child = target.entries.get(String(step));
    if (child === undefined && rest.length > 0) return target;
    const next = child === undefined ? value : setAt(child, rest, value);
    return { kind: "map", entries: new Map(target.entries).set(String(step), next) };
  }
  if (target.kind === "leaf") return target;
  if (step === "-") return { kind: "list", items: [...target.items, value] };
  const items = target.items.map((item, index) =>
    String(index) === String(step) ? setAt(item, rest, value) : item,
  );
  return { kind: "list", items };
}
