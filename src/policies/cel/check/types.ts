/** The type of an expression, as the checker knows it. */
export interface Type {
  readonly kind: "plain" | "dyn" | "list" | "map" | "optional" | "type" | "param" | "object";
  /** `int`, `net.IP`; for a type parameter its name. */
  readonly name: string;
  readonly of: readonly Type[];
  /** The fields of an object of which the checker knows all. */
  readonly fields?: Fields;
}

/** The fields of an object type, by name. */
export interface Fields {
  get(name: string): Type | undefined;
  keys(): Iterable<string>;
}

const plain = (name: string): Type => ({ kind: "plain", name, of: [] });

export const dyn: Type = { kind: "dyn", name: "dyn", of: [] };
export const bool = plain("bool");
export const int = plain("int");
export const uint = plain("uint");
export const double = plain("double");
export const string = plain("string");
export const bytes = plain("bytes");
export const nullType = plain("null_type");
export const timestamp = plain("google.protobuf.Timestamp");
export const duration = plain("google.protobuf.Duration");

export const listOf = (item: Type): Type => ({ kind: "list", name: "list", of: [item] });
export const mapOf = (key: Type, value: Type): Type => ({
  kind: "map",
  name: "map",
  of: [key, value],
});
export const optionalOf = (value: Type): Type => ({
  kind: "optional",
  name: "optional_type",
  of: [value],
});
export const typeOf = (type: Type): Type => ({ kind: "type", name: "type", of: [type] });
export const param = (name: string): Type => ({ kind: "param", name, of: [] });
export const opaque = (name: string): Type => plain(name);
export const objectOf = (name: string, fields: Readonly<Record<string, Type>>): Type => ({
  kind: "object",
  name,
  of: [],
  fields: new Map(Object.entries(fields)),
});

/** The first part of a list, map or optional type; the type itself for all others. */
export function partOf(type: Type, index = 0): Type {
  return type.of[index] ?? dyn;
}

/** A type as cel-go writes it in its messages. */
export function showType(type: Type): string {
  if (type.name === "google.protobuf.Timestamp") return "timestamp";
  if (type.name === "google.protobuf.Duration") return "duration";
  if (type.kind === "param") return "dyn";
  return type.of.length === 0 ? type.name : `${type.name}(${type.of.map(showType).join(", ")})`;
}

export function sameType(a: Type, b: Type): boolean {
  return (
    a.kind === b.kind &&
    a.name === b.name &&
    a.of.length === b.of.length &&
    a.of.every((part, index) => sameType(part, partOf(b, index)))
  );
}

/** What stands for type parameters. Changed only by replacing it: a failed attempt leaves no trace. */
export type Substitutions = ReadonlyMap<string, Type>;

/** The type with what is known put in for its parameters. */
export function substitute(type: Type, known: Substitutions, unknownAs?: Type): Type {
  if (type.kind === "param") {
    const found = known.get(type.name);
    if (found !== undefined) return substitute(found, known, unknownAs);
    return unknownAs ?? type;
  }
  if (type.of.length === 0) return type;
  return { ...type, of: type.of.map((part) => substitute(part, known, unknownAs)) };
}

/**
 * What has to be put in for type parameters, so that a value of type `from` can stand where `to` is wanted; undefined
 * when it can't (cel-go checker/types.go, internalIsAssignable).
 */
export function assign(to: Type, from: Type, known: Substitutions): Substitutions | undefined {
  if (from.kind === "param") {
    if (to.kind === "param" && to.name === from.name) return known;
    const bound = known.get(from.name);
    if (bound !== undefined) return agree(from.name, to, { bound, known });
    if (!mentions(to, from.name, known)) return new Map(known).set(from.name, to);
  }
  if (to.kind === "param") {
    const bound = known.get(to.name);
    if (bound !== undefined) return agree(to.name, from, { bound, known });
    return mentions(from, to.name, known) ? undefined : new Map(known).set(to.name, from);
  }
  if (to.kind === "dyn" || from.kind === "dyn") return known;
  if (sameType(to, nullType)) return takesNull(from) ? known : undefined;
  if (sameType(from, nullType)) return takesNull(to) ? known : undefined;
  if (to.kind !== from.kind || to.name !== from.name || to.of.length !== from.of.length)
    return undefined;
  if (to.kind === "type") return known;
  return assignAll(to.of, from.of, known);
}

/** The same for a list of types. */
export function assignAll(
  to: readonly Type[],
  from: readonly Type[],
  known: Substitutions,
): Substitutions | undefined {
  let found: Substitutions | undefined = known;
  for (const [index, type] of to.entries()) {
    found = found === undefined ? undefined : assign(type, from[index] ?? dyn, found);
  }
  return found;
}

interface Binding {
  readonly bound: Type;
  readonly known: Substitutions;
}

/** A parameter that is bound already takes the more general of both types. */
function agree(name: string, type: Type, { bound, known }: Binding): Substitutions | undefined {
  if (sameType(type, bound)) return known;
  const fits = assign(type, bound, known);
  if (fits === undefined) return undefined;
  const general = mostGeneral(type, bound);
  return mentions(general, name, fits) ? fits : new Map(fits).set(name, general);
}

function mentions(type: Type, name: string, known: Substitutions): boolean {
  if (type.kind === "param") {
    if (type.name === name) return true;
    const bound = known.get(type.name);
    return bound !== undefined && mentions(bound, name, known);
  }
  return type.of.some((part) => mentions(part, name, known));
}

function takesNull(type: Type): boolean {
  return (
    sameType(type, nullType) ||
    type.kind === "object" ||
    type.kind === "optional" ||
    type.name.includes(".")
  );
}

/** Of two types that fit each other, the one that says less. */
export function mostGeneral(a: Type, b: Type): Type {
  return isEqualOrLessSpecific(a, b) || sameType(b, nullType) ? a : b;
}

function isEqualOrLessSpecific(a: Type, b: Type): boolean {
  if (a.kind === "dyn" || a.kind === "param") return true;
  if (b.kind === "dyn" || b.kind === "param") return false;
  if (a.kind !== b.kind || a.name !== b.name || a.of.length !== b.of.length) return false;
  return a.of.every((part, index) => isEqualOrLessSpecific(part, partOf(b, index)));
}
