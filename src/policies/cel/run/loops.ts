import type { Loop, OptionalMap } from "../check/declarations.ts";
import { compare } from "../equality.ts";
import { CelError, noSuchOverload } from "../errors.ts";
import { Optional } from "../scalars.ts";
import { insert } from "./access.ts";
import { listCost, mapCost } from "./costs.ts";
import type { Frame, Places, Planner, Step } from "./frame.ts";
import { graver, passedOver } from "./operators.ts";

/** Gives false to end the loop. */
type Visit = (key: unknown, item: unknown, last: boolean) => boolean;

/** A loop that is ready: `each` sets its variables and is called for every element until it gives false. */
interface Ready {
  readonly filter: Step | undefined;
  readonly step: Step;
  readonly go: (frame: Frame, each: Visit) => void;
}

/** A macro over a list or a map; costs are those of cel-go's expansion of it (parser/macro.go). */
export function planLoop(planner: Planner, loop: Loop, places: Places): Step {
  const ready = prepare(planner, loop, places);
  switch (loop.form) {
    case "all":
      return quantifier(ready, false);
    case "exists":
      return quantifier(ready, true);
    case "existsOne":
      return existsOne(ready);
    case "list":
      return makeList(ready);
    case "filter":
      return filterList(ready, loop.names.length);
    case "map":
      return makeMap(ready);
    case "mapEntry":
      return mergeMaps(ready);
    case "sortBy":
      return sortBy(ready);
  }
}

function prepare(planner: Planner, loop: Loop, places: Places): Ready {
  const range = planner.plan(loop.range, places);
  const first = placeAfter(places);
  const inner = new Map(places);
  for (const [index, name] of loop.names.entries()) inner.set(name, first + index);
  const both = loop.names.length === 2;
  return {
    filter: loop.filter === undefined ? undefined : planner.plan(loop.filter, inner),
    step: planner.plan(loop.step, inner),
    go(frame, each) {
      const container = range(frame);
      const visit: Visit = (key, item, last) => {
        frame.locals[first] = both ? key : item;
        if (both) frame.locals[first + 1] = item;
        frame.checkLimit();
        return each(key, item, last);
      };
      if (Array.isArray(container)) visitList(container, visit);
      else if (container instanceof Map) visitMap(container, visit, both);
      else throw noSuchOverload();
    },
  };
}

/** Names that hide outer ones need a place of their own: the places in use are never more than the largest. */
function placeAfter(places: Places): number {
  return Math.max(-1, ...places.values()) + 1;
}

function visitList(list: readonly unknown[], visit: Visit): void {
  for (let index = 0; index < list.length; index += 1) {
    if (!visit(BigInt(index), list[index], index === list.length - 1)) return;
  }
}

function visitMap(map: ReadonlyMap<unknown, unknown>, visit: Visit, both: boolean): void {
  let left = map.size;
  for (const key of map.keys()) {
    left -= 1;
    if (!visit(key, both ? map.get(key) : key, left === 0)) return;
  }
}

/** `all` (decided by false) and `exists` (by true): an error is passed over when a later element decides. */
function quantifier({ step, go }: Ready, decides: boolean): Step {
  const perElement = decides ? 4 : 3;
  return (frame) => {
    let failure: Error | undefined;
    let decided = false;
    frame.cost += 1;
    go(frame, (_, __, last) => {
      frame.cost += perElement;
      try {
        const value = step(frame);
        if (value === decides) {
          decided = true;
          // The loop's condition is looked at once more, where there is a next element.
          if (!last) frame.cost += perElement - 1;
        }
        if (typeof value !== "boolean") failure ??= noSuchOverload();
      } catch (error) {
        const found = passedOver(error);
        failure = failure === undefined ? found : (graver(failure, found) as Error);
      }
      return !decided;
    });
    if (decided) return decides;
    if (failure !== undefined) throw failure;
    return !decides;
  };
}

function existsOne({ step, go }: Ready): Step {
  return (frame) => {
    let count = 0;
    go(frame, () => {
      if (asBool(step(frame))) {
        count += 1;
        frame.cost += 2;
      }
      return true;
    });
    frame.cost += 2;
    return count === 1;
  };
}

function asBool(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw noSuchOverload();
}

function passes(filter: Step | undefined, frame: Frame): boolean {
  return filter === undefined || asBool(filter(frame));
}

function makeList({ filter, step, go }: Ready): Step {
  return (frame) => {
    const list: unknown[] = [];
    frame.cost += listCost + 1;
    go(frame, () => {
      if (!passes(filter, frame)) return true;
      list.push(step(frame));
      frame.cost += listCost + 2;
      return true;
    });
    return list;
  };
}

function filterList({ step, go }: Ready, names: number): Step {
  return (frame) => {
    const list: unknown[] = [];
    frame.cost += listCost + 1;
    go(frame, (key, item) => {
      if (!asBool(step(frame))) return true;
      list.push(names === 1 ? item : key);
      frame.cost += listCost + 3;
      return true;
    });
    return list;
  };
}

function makeMap({ filter, step, go }: Ready): Step {
  return (frame) => {
    const map = new Map<unknown, unknown>();
    frame.cost += mapCost + 1;
    go(frame, (key) => {
      if (!passes(filter, frame)) return true;
      map.set(key, step(frame));
      frame.cost += 3;
      return true;
    });
    return map;
  };
}

function mergeMaps({ filter, step, go }: Ready): Step {
  return (frame) => {
    const map = new Map<unknown, unknown>();
    frame.cost += mapCost + 1;
    go(frame, () => {
      if (!passes(filter, frame)) return true;
      const entries = step(frame);
      if (!(entries instanceof Map)) throw noSuchOverload();
      for (const [key, value] of entries) insert(map, key, value);
      frame.cost += 2;
      return true;
    });
    return map;
  };
}

/** cel-go ext/lists.go, sortByMacro: the keys are computed once for each element. */
function sortBy({ step, go }: Ready): Step {
  return (frame) => {
    const keyed: { readonly item: unknown; readonly key: unknown }[] = [];
    frame.cost += listCost + 1;
    go(frame, (_, item) => {
      keyed.push({ item, key: step(frame) });
      frame.cost += listCost + 2;
      return true;
    });
    const size = keyed.length;
    const perPair = typeof keyed[0]?.key === "string" ? 2.1 : 2;
    frame.cost += Math.floor(size * size * perPair) + 1 + listCost + 3;
    frame.checkLimit();
    return keyed.toSorted((a, b) => orderOf(a.key, b.key)).map(({ item }) => item);
  };
}

function orderOf(a: unknown, b: unknown): number {
  if (typeof a !== typeof b) throw new CelError("list elements must have the same type");
  return compare(a, b);
}

/** `optMap` and `optFlatMap` (cel-go cel/library.go): nothing stays nothing. */
export function planOptionalMap(planner: Planner, node: OptionalMap, places: Places): Step {
  const optional = planner.plan(node.optional, places);
  const place = placeAfter(places);
  const step = planner.plan(node.step, new Map(places).set(node.name, place));
  return (frame) => {
    const value = optional(frame);
    if (!(value instanceof Optional)) throw noSuchOverload();
    frame.cost += value.hasValue() ? 3 : 2;
    if (!value.hasValue()) return Optional.none;
    frame.locals[place] = value.value();
    const result = step(frame);
    if (!node.flat) return Optional.of(result);
    if (result instanceof Optional) return result;
    throw noSuchOverload();
  };
}
