import type { Overload } from "./functions.ts";
import { parseSignature } from "./signature.ts";

const orders = ["bool", "int", "uint", "double", "string", "bytes", "timestamp", "duration"];
const numbers = ["int", "uint", "double"];

const compared = [
  ...orders.map((type) => `(${type}, ${type}): bool`),
  ...numbers.flatMap((one) =>
    numbers.filter((other) => other !== one).map((other) => `(${one}, ${other}): bool`),
  ),
];
const computed = numbers.map((type) => `(${type}, ${type}): ${type}`);

/** What operators take and give (cel-spec langdef, "Standard Definitions"; optionals: cel-go cel/library.go). */
const signatures: Readonly<Record<string, readonly string[]>> = {
  "?:": ["(bool, A, A): A"],
  "&&": ["(bool, bool): bool"],
  "||": ["(bool, bool): bool"],
  "!_": ["(bool): bool"],
  "-_": ["(int): int", "(double): double"],
  "==": ["(A, A): bool"],
  "!=": ["(A, A): bool"],
  "<": compared,
  "<=": compared,
  ">": compared,
  ">=": compared,
  in: ["(A, list<A>): bool", "(A, map<A, B>): bool"],
  "+": [
    ...computed,
    "(string, string): string",
    "(bytes, bytes): bytes",
    "(list<A>, list<A>): list<A>",
    "(timestamp, duration): timestamp",
    "(duration, timestamp): timestamp",
    "(duration, duration): duration",
  ],
  "-": [
    ...computed,
    "(timestamp, timestamp): duration",
    "(timestamp, duration): timestamp",
    "(duration, duration): duration",
  ],
  "*": computed,
  "/": computed,
  "%": ["(int, int): int", "(uint, uint): uint"],
  "[]": [
    "(list<A>, int): A",
    "(map<A, B>, A): B",
    "(optional<list<A>>, int): optional<A>",
    "(optional<map<A, B>>, A): optional<B>",
  ],
  "[?]": [
    "(list<A>, int): optional<A>",
    "(map<A, B>, A): optional<B>",
    "(optional<list<A>>, int): optional<A>",
    "(optional<map<A, B>>, A): optional<B>",
  ],
};

function never(): never {
  throw new Error("operators are evaluated by run/plan.ts");
}

/** The operators as functions, for the checker alone. */
export const operators: ReadonlyMap<string, readonly Overload[]> = new Map(
  Object.entries(signatures).map(([name, forms]) => [
    name,
    forms.map((form) => ({
      ...parseSignature(`x${form}`, false),
      name,
      run: never,
      cost: undefined,
      since: 0,
    })),
  ]),
);
