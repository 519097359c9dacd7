/** Operators between two expressions. */
export type BinaryOperator =
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "in"
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  | "&&"
  | "||";

/** A value that stands in the text of an expression: `uint` and `bytes` carry what JavaScript has no literal for. */
export type Literal =
  | { readonly kind: "null"; readonly value: null }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "int" | "uint"; readonly value: bigint }
  | { readonly kind: "double"; readonly value: number }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "bytes"; readonly value: Uint8Array };

/** An element of a list, or an entry's value: `[?x]` and `{?k: v}` are left out when they hold nothing. */
export interface Element {
  readonly value: Expr;
  readonly optional: boolean;
}

interface Operands {
  readonly value: Literal;
  readonly id: string;
  readonly ".": readonly [Expr, string];
  readonly ".?": readonly [Expr, string];
  readonly "[]": readonly [Expr, Expr];
  readonly "[?]": readonly [Expr, Expr];
  readonly call: readonly [string, readonly Expr[]];
  readonly rcall: readonly [string, Expr, readonly Expr[]];
  readonly list: readonly Element[];
  readonly map: readonly (Element & { readonly key: Expr })[];
  /** `Object.spec{replicas: 1}`: the type's name and its fields. */
  readonly struct: readonly [string, readonly (Element & { readonly field: string })[]];
  readonly "?:": readonly [Expr, Expr, Expr];
  readonly "==": readonly [Expr, Expr];
  readonly "!=": readonly [Expr, Expr];
  readonly "<": readonly [Expr, Expr];
  readonly "<=": readonly [Expr, Expr];
  readonly ">": readonly [Expr, Expr];
  readonly ">=": readonly [Expr, Expr];
  readonly in: readonly [Expr, Expr];
  readonly "+": readonly [Expr, Expr];
  readonly "-": readonly [Expr, Expr];
  readonly "*": readonly [Expr, Expr];
  readonly "/": readonly [Expr, Expr];
  readonly "%": readonly [Expr, Expr];
  readonly "&&": readonly [Expr, Expr];
  readonly "||": readonly [Expr, Expr];
  readonly "!_": Expr;
  readonly "-_": Expr;
}

/** A part of an expression; `at` is where it stands in the text, in UTF-16 units. */
export type Expr = {
  [Op in keyof Operands]: { readonly op: Op; readonly args: Operands[Op]; readonly at: number };
}[keyof Operands];

/** The parts of an expression that are expressions themselves, in reading order. */
export function childrenOf(node: Expr): readonly Expr[] {
  switch (node.op) {
    case "value":
    case "id":
      return [];
    case ".":
    case ".?":
      return [node.args[0]];
    case "call":
      return node.args[1];
    case "rcall":
      return [node.args[1], ...node.args[2]];
    case "list":
      return node.args.map(({ value }) => value);
    case "map":
      return node.args.flatMap(({ key, value }) => [key, value]);
    case "struct":
      return node.args[1].map(({ value }) => value);
    case "!_":
    case "-_":
      return [node.args];
    default:
      return node.args;
  }
}

/** `a.b.c` as text, when an expression is nothing but names. */
export function qualifiedName(node: Expr): string | undefined {
  if (node.op === "id") return node.args;
  if (node.op !== ".") return undefined;
  const before = qualifiedName(node.args[0]);
  return before === undefined ? undefined : `${before}.${node.args[1]}`;
}
