import { Opaque, Optional, TypeValue, Duration, Timestamp, Uint } from "../scalars.ts";
import { parseSignature, type Signature } from "./signature.ts";
import type { Type } from "./types.ts";

/**
 * How much a call costs in Kubernetes' count; without one it is 1. What the arguments tell is counted before the call, so
 * that one that costs too much is never made.
 */
export type CallCost =
  | ((args: readonly unknown[]) => number)
  | { readonly ofResult: (result: unknown) => number };

/** One way to call a function. */
export interface Overload extends Signature {
  readonly run: (...args: never[]) => unknown;
  readonly cost: CallCost | undefined;
  /** The minor version of Kubernetes that has it first. */
  readonly since: number;
}

/** Functions that came to Kubernetes together. */
export interface Library {
  readonly functions: readonly Overload[];
  /** The names of the types that it brings: `type(ip('::1')) == net.IP`. */
  readonly types?: readonly string[];
}

/** Collects the functions of a library that Kubernetes has since 1.`since`. */
export class LibraryBuilder {
  readonly #functions: Overload[] = [];
  readonly #since: number;

  constructor(since = 0) {
    this.#since = since;
  }

  /** `name(types): type`, or with a prefix: `sets.contains(…)`. */
  add(signature: string, run: (...args: never[]) => unknown, cost?: CallCost): this {
    return this.#push(parseSignature(signature, false), run, cost);
  }

  /** `type.name(types): type`. */
  method(signature: string, run: (...args: never[]) => unknown, cost?: CallCost): this {
    return this.#push(parseSignature(signature, true), run, cost);
  }

  #push(signature: Signature, run: (...args: never[]) => unknown, cost?: CallCost): this {
    this.#functions.push({ ...signature, run, cost, since: this.#since });
    return this;
  }

  functions(): readonly Overload[] {
    return this.#functions;
  }
}

const plainTests: Readonly<Record<string, (value: unknown) => boolean>> = {
  bool: (value) => typeof value === "boolean",
  int: (value) => typeof value === "bigint",
  double: (value) => typeof value === "number",
  string: (value) => typeof value === "string",
  uint: (value) => value instanceof Uint,
  bytes: (value) => value instanceof Uint8Array,
  null_type: (value) => value === null,
  "google.protobuf.Timestamp": (value) => value instanceof Timestamp,
  "google.protobuf.Duration": (value) => value instanceof Duration,
};

const kindTests: Readonly<Record<Type["kind"], ((value: unknown) => boolean) | undefined>> = {
  plain: undefined,
  dyn: () => true,
  param: () => true,
  list: (value) => Array.isArray(value),
  map: (value) => value instanceof Map,
  optional: (value) => value instanceof Optional,
  type: (value) => value instanceof TypeValue,
  object: (value) => value instanceof Map,
};

/** Tells whether a value can be of a type, without a look at what is inside lists and maps. */
export function testFor(type: Type): (value: unknown) => boolean {
  return (
    kindTests[type.kind] ??
    plainTests[type.name] ??
    ((value) => value instanceof Opaque && value.typeName === type.name)
  );
}
