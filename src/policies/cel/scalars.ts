import { CelError } from "./errors.ts";

/** CEL's uint: an unsigned whole number of 64 bits. */
export class Uint {
  readonly value: bigint;

  constructor(value: bigint) {
    this.value = value;
  }
}

/** A length of time, exact to the nanosecond, as far as Go's time.Duration reaches. */
export class Duration {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** A moment, in nanoseconds since 1970, in UTC. */
export class Timestamp {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** A type as a value: what `type(x)` and the name `int` come to. */
export class TypeValue {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A value that may not be there (cel-go cel/library.go, OptionalTypes). */
export class Optional {
  readonly #value: unknown;
  static readonly none = new Optional(undefined);

  private constructor(value: unknown) {
    this.#value = value;
  }

  static of(value: unknown): Optional {
    return new Optional(value);
  }

  hasValue(): boolean {
    return this !== Optional.none;
  }

  value(): unknown {
    if (!this.hasValue()) throw new CelError("optional.none() dereference");
    return this.#value;
  }
}

/** A value of a library's own type: a Quantity, an IP address. */
export abstract class Opaque {
  abstract readonly typeName: string;
  /** What equals another value of the same type, and nothing else. */
  abstract readonly identity: string;
  /** How big Kubernetes takes it to be when it counts costs. */
  readonly size: number = 1;
}

/** `Object.spec{…}` and `JSONPatch{…}`: what a mutating policy makes. */
export class StructValue {
  readonly typeName: string;
  readonly fields: ReadonlyMap<string, unknown>;

  constructor(typeName: string, fields: ReadonlyMap<string, unknown>) {
    this.typeName = typeName;
    this.fields = fields;
  }
}

/** The name of a value's type, as `type(x)` gives it. */
export function typeNameOf(value: unknown): string {
  switch (typeof value) {
    case "bigint":
      return "int";
    case "number":
      return "double";
    case "string":
      return "string";
    case "boolean":
      return "bool";
    default:
      return objectTypeName(value);
  }
}

function objectTypeName(value: unknown): string {
  if (value === null) return "null_type";
  if (Array.isArray(value)) return "list";
  if (value instanceof Map) return "map";
  if (value instanceof Opaque || value instanceof StructValue) return value.typeName;
  if (value instanceof Uint) return "uint";
  if (value instanceof Uint8Array) return "bytes";
  if (value instanceof Optional) return "optional_type";
  if (value instanceof Duration) return "google.protobuf.Duration";
  if (value instanceof Timestamp) return "google.protobuf.Timestamp";
  if (value instanceof TypeValue) return "type";
  return "unknown";
}

/** What Kubernetes counts as the size of a value: of texts, bytes, lists and maps their length, of all else 1. */
export function sizeOf(value: unknown): number {
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  if (value instanceof Map) return value.size;
  if (value instanceof Uint8Array) return value.length;
  return value instanceof Opaque ? value.size : 1;
}
