import type { Expr } from "../syntax.ts";
import type { Overload } from "./functions.ts";
import type { Type } from "./types.ts";

/** What a part of an expression was found to be. */
export type Resolution =
  | { readonly kind: "local" | "variable"; readonly name: string }
  | { readonly kind: "typeName"; readonly name: string }
  | {
      readonly kind: "call";
      readonly overloads: readonly Overload[];
      readonly args: readonly Expr[];
    }
  | { readonly kind: "has"; readonly operand: Expr; readonly field: string }
  | Loop
  | OptionalMap;

/** A macro that goes through a list or a map. */
export interface Loop {
  readonly kind: "loop";
  readonly form: LoopForm;
  readonly range: Expr;
  /** One name for the element or key; two for index and element, or key and value. */
  readonly names: readonly string[];
  readonly filter?: Expr;
  readonly step: Expr;
}

export type LoopForm =
  | "all"
  | "exists"
  | "existsOne"
  | "list"
  | "filter"
  | "map"
  | "mapEntry"
  | "sortBy";

/** `optMap` and `optFlatMap`. */
export interface OptionalMap {
  readonly kind: "optionalMap";
  readonly optional: Expr;
  readonly name: string;
  readonly step: Expr;
  /** The step gives an optional itself. */
  readonly flat: boolean;
}

/** What an expression may name. */
export interface Declarations {
  readonly variables: ReadonlyMap<string, Type>;
  readonly functions: ReadonlyMap<string, readonly Overload[]>;
  /** Functions that only a later version of Kubernetes has, by name. */
  readonly laterFunctions: ReadonlyMap<string, readonly Overload[]>;
  readonly typeNames: ReadonlySet<string>;
  /** The minor version of Kubernetes. */
  readonly minor: number;
  /** Lists and maps whose elements are of different types: Kubernetes refuses them (base.go, HomogeneousAggregateLiterals). */
  readonly mixedLiterals: boolean;
  /** The types that may be made with braces: none in a validation, `Object` and `JSONPatch` in a mutation. */
  readonly structs: StructTypes;
}

/** Finds the type of a field of a type that braces make; undefined for what there is not. */
export interface StructTypes {
  has(typeName: string): boolean;
  fieldType(typeName: string, field: string): Type | undefined;
  /** The only type whose braces may stand in a field; undefined when any may. */
  nameAt(typeName: string, field: string): string | undefined;
}
