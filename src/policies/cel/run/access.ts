import { CelError, noSuchKey, noSuchOverload } from "../errors.ts";
import { equal, lookUp } from "../equality.ts";
import { Optional, StructValue, Uint } from "../scalars.ts";

/** `value.field`; on an optional, optional again (cel-go interpreter/attributes.go, applyQualifiers). */
export function select(value: unknown, field: string): unknown {
  if (value instanceof Map) {
    const found: unknown = value.get(field);
    if (found === undefined) throw noSuchKey(field);
    return found;
  }
  if (value instanceof Optional) return selectOptional(value, field);
  const found = findField(value, field);
  if (found === undefined) throw noSuchKey(field);
  return found;
}

/** `value.?field`: nothing where the field is not, also in what has no fields. */
export function selectOptional(value: unknown, field: string): Optional {
  return within(value, (inner) => findField(inner, field));
}

/** `has(value.field)`. */
export function hasField(value: unknown, field: string): boolean {
  return selectOptional(value, field).hasValue();
}

function findField(value: unknown, field: string): unknown {
  if (value instanceof Map) return value.get(field);
  if (value instanceof StructValue) return value.fields.get(field);
  if (Array.isArray(value)) throw new CelError("unsupported index type 'string' in list");
  return undefined;
}

/** `value[key]`. */
export function index(value: unknown, key: unknown): unknown {
  if (value instanceof Optional) return indexOptional(value, key);
  const found = findIndex(value, key);
  if (found !== undefined) return found;
  if (Array.isArray(value)) throw new CelError(`index out of bounds: ${String(shown(key))}`);
  throw noSuchKey(shown(key));
}

/** `value[?key]`: nothing where there is nothing. */
export function indexOptional(value: unknown, key: unknown): Optional {
  return within(value, (inner) => findIndex(inner, key));
}

function within(value: unknown, find: (inner: unknown) => unknown): Optional {
  if (value === Optional.none) return Optional.none;
  const found = find(value instanceof Optional ? value.value() : value);
  return found === undefined ? Optional.none : Optional.of(found);
}

function findIndex(value: unknown, key: unknown): unknown {
  if (value instanceof Map) {
    if (!isKey(key)) throw noSuchOverload();
    return lookUp(value, key);
  }
  if (!Array.isArray(value)) return undefined;
  const position = typeof key === "bigint" ? key : key instanceof Uint ? key.value : key;
  if (typeof position === "bigint") return position < 0n ? undefined : value[Number(position)];
  if (typeof position === "number" && Number.isInteger(position)) return value[position];
  throw new CelError("unsupported index type in list");
}

function isKey(key: unknown): boolean {
  return ["string", "bigint", "boolean", "number"].includes(typeof key) || key instanceof Uint;
}

function shown(key: unknown): unknown {
  return key instanceof Uint ? key.value : key;
}

/** `item in container`. */
export function contains(item: unknown, container: unknown): boolean {
  if (Array.isArray(container)) return container.some((other) => equal(item, other));
  if (container instanceof Map) return lookUp(container, item) !== undefined;
  throw noSuchOverload();
}

/** Adds an entry to a map that is being made; throws when the key is there already or can't be one. */
export function insert(map: Map<unknown, unknown>, key: unknown, value: unknown): void {
  const fits = ["string", "bigint", "boolean"].includes(typeof key) || key instanceof Uint;
  if (!fits) throw new CelError("unsupported key type");
  if (lookUp(map, key) !== undefined) {
    throw new CelError(`Failed with repeated key: ${String(shown(key))}`);
  }
  map.set(key, value);
}
