import { ExpressionError } from "../errors.ts";
import type { BinaryOperator, Element, Expr, Literal } from "../syntax.ts";
import { tokenize, type Token } from "./tokens.ts";

/** cel-go parser/options.go: deeper expressions are refused. */
const deepest = 250;

/** cel-go parser/parser.go, reservedIds: they can't be the first name of an expression. */
const reserved = new Set(
  "as break const continue else for function if import let loop package namespace return var void while".split(
    " ",
  ),
);
const keywords = new Set(["true", "false", "null", "in"]);

const levels: readonly (readonly BinaryOperator[])[] = [
  ["||"],
  ["&&"],
  ["==", "!=", "<", "<=", ">", ">=", "in"],
  ["+", "-"],
  ["*", "/", "%"],
];

/** Parses a CEL expression (cel-spec langdef, "Syntax"). Throws an ExpressionError with the place. */
export function parse(expression: string): Expr {
  return new Parser(tokenize(expression)).whole();
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Expr {
    const expr = this.#expression();
    const token = this.#peek();
    if (token.kind !== "end") throw unexpected(token, "an operator or the end");
    return expr;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: "end", text: "", at: 0 };
  }

  #is(sign: string): boolean {
    const token = this.#peek();
    return token.kind === "sign" && token.text === sign;
  }

  #take(sign: string): boolean {
    const found = this.#is(sign);
    if (found) this.#next += 1;
    return found;
  }

  #expect(sign: string): Token {
    const token = this.#peek();
    if (!this.#take(sign)) throw unexpected(token, `"${sign}"`);
    return token;
  }

  #expression(): Expr {
    this.#depth += 1;
    const { at } = this.#peek();
    if (this.#depth > deepest) throw new ExpressionError("the expression is nested too deeply", at);
    const condition = this.#binary(0);
    let result = condition;
    if (this.#is("?")) {
      const mark = this.#expect("?");
      const yes = this.#binary(0);
      this.#expect(":");
      result = { op: "?:", args: [condition, yes, this.#expression()], at: mark.at };
    }
    this.#depth -= 1;
    return result;
  }

  #binary(level: number): Expr {
    const operators = levels[level];
    if (operators === undefined) return this.#unary();
    const { at } = this.#peek();
    let left = this.#binary(level + 1);
    let chain = 0;
    for (let op = this.#operator(operators); op !== undefined; op = this.#operator(operators)) {
      const token = this.#peek();
      this.#next += 1;
      chain += 1;
      if (chain > longestChain)
        throw new ExpressionError("the expression has too many operators", at);
      left = { op, args: [left, this.#binary(level + 1)], at: token.at };
    }
    return left;
  }

  #operator(operators: readonly BinaryOperator[]): BinaryOperator | undefined {
    const token = this.#peek();
    if (token.kind === "string") return undefined;
    return operators.find((operator) => operator === token.text);
  }

  #unary(): Expr {
    const token = this.#peek();
    if (token.kind === "sign" && (token.text === "!" || token.text === "-")) {
      return this.#signed(token.text);
    }
    return this.#member();
  }

  /** Two signs cancel each other out, and a minus before a number is part of it (cel-go parser/parser.go). */
  #signed(sign: "!" | "-"): Expr {
    const { at } = this.#peek();
    let count = 0;
    while (this.#is(sign)) {
      this.#next += 1;
      count += 1;
    }
    const token = this.#peek();
    if (sign === "-" && (token.kind === "int" || token.kind === "double")) {
      const negative = this.#members({ op: "value", args: this.#number("-"), at });
      return wrapped(negative, "-", { count: count - 1, at });
    }
    if (token.kind === "sign" && (token.text === "!" || token.text === "-"))
      throw unexpected(token, "a value");
    return wrapped(this.#member(), sign, { count, at });
  }

  #member(): Expr {
    return this.#members(this.#primary());
  }

  #members(first: Expr): Expr {
    let expr = first;
    let links = 0;
    for (;;) {
      const { at } = this.#peek();
      links += 1;
      if (links > deepest * 2) throw new ExpressionError("the expression is nested too deeply", at);
      if (this.#take(".")) expr = this.#select(expr);
      else if (this.#take("[")) {
        const optional = this.#take("?");
        const index = this.#expression();
        this.#expect("]");
        expr = { op: optional ? "[?]" : "[]", args: [expr, index], at };
      } else if (this.#is("{") && isTypeName(expr)) {
        expr = this.#struct(expr);
      } else return expr;
    }
  }

  #select(expr: Expr): Expr {
    const optional = this.#take("?");
    const token = this.#peek();
    const named = token.kind === "name" && !keywords.has(token.text);
    if (!named && token.kind !== "field") throw unexpected(token, "a field name");
    this.#next += 1;
    if (token.kind === "name" && !optional && this.#take("(")) {
      return { op: "rcall", args: [token.text, expr, this.#list(")")], at: token.at };
    }
    return { op: optional ? ".?" : ".", args: [expr, token.text], at: token.at };
  }

  #primary(): Expr {
    const token = this.#peek();
    const { at } = token;
    if (this.#take("(")) {
      const inner = this.#expression();
      this.#expect(")");
      return inner;
    }
    if (this.#take("[")) return { op: "list", args: this.#elements(), at };
    if (this.#take("{")) return { op: "map", args: this.#entries(), at };
    const rooted = this.#take(".");
    const named = this.#peek();
    if (named.kind === "name") return this.#named(rooted);
    if (rooted || token.kind === "end" || token.kind === "sign" || token.kind === "field")
      throw unexpected(named, "a value");
    return { op: "value", args: this.#literal(), at };
  }

  #named(rooted: boolean): Expr {
    const { text, at } = this.#peek();
    this.#next += 1;
    if (text === "true" || text === "false")
      return { op: "value", args: { kind: "bool", value: text === "true" }, at };
    if (text === "null") return { op: "value", args: { kind: "null", value: null }, at };
    if (text === "in") throw new ExpressionError(`"in" can't stand here`, at);
    if (reserved.has(text)) throw new ExpressionError(`"${text}" is a reserved word`, at);
    const name = rooted ? `.${text}` : text;
    if (this.#take("(")) return { op: "call", args: [name, this.#list(")")], at };
    return { op: "id", args: name, at };
  }

  #literal(): Literal {
    const token = this.#peek();
    if (token.kind === "string") {
      this.#next += 1;
      return { kind: "string", value: token.text };
    }
    if (token.kind === "bytes") {
      this.#next += 1;
      return { kind: "bytes", value: token.bytes ?? new Uint8Array() };
    }
    return this.#number("");
  }

  #number(sign: "" | "-"): Literal {
    const { kind, text, at } = this.#peek();
    this.#next += 1;
    if (kind === "double") return { kind, value: Number(sign + text) };
    const value = BigInt(text.replace(/u$/i, "")) * (sign === "-" ? -1n : 1n);
    if (kind === "uint") {
      if (BigInt.asUintN(64, value) !== value) throw outOfRange(text, at);
      return { kind, value };
    }
    if (BigInt.asIntN(64, value) !== value) throw outOfRange(sign + text, at);
    return { kind: "int", value };
  }

  #list(end: string): readonly Expr[] {
    const items: Expr[] = [];
    if (this.#take(end)) return items;
    do items.push(this.#expression());
    while (this.#take(","));
    this.#expect(end);
    return items;
  }

  #elements(): readonly Element[] {
    const items: Element[] = [];
    while (!this.#take("]")) {
      const optional = this.#take("?");
      items.push({ optional, value: this.#expression() });
      if (!this.#is("]")) this.#expect(",");
    }
    return items;
  }

  #entries(): readonly (Element & { readonly key: Expr })[] {
    const entries: (Element & { readonly key: Expr })[] = [];
    while (!this.#take("}")) {
      const optional = this.#take("?");
      const key = this.#expression();
      this.#expect(":");
      entries.push({ optional, key, value: this.#expression() });
      if (!this.#is("}")) this.#expect(",");
    }
    return entries;
  }

  #struct(type: Expr): Expr {
    this.#expect("{");
    const fields: (Element & { readonly field: string })[] = [];
    while (!this.#take("}")) {
      const optional = this.#take("?");
      const token = this.#peek();
      if (token.kind !== "name" && token.kind !== "field") throw unexpected(token, "a field name");
      this.#next += 1;
      this.#expect(":");
      fields.push({ optional, field: token.text, value: this.#expression() });
      if (!this.#is("}")) this.#expect(",");
    }
    return { op: "struct", args: [typeNameOf(type), fields], at: type.at };
  }
}

const longestChain = 2_000;

function wrapped(
  expr: Expr,
  sign: "!" | "-",
  { count, at }: { readonly count: number; readonly at: number },
): Expr {
  if (count % 2 === 0) return expr;
  return { op: sign === "!" ? "!_" : "-_", args: expr, at };
}

function isTypeName(expr: Expr): boolean {
  return expr.op === "id" || (expr.op === "." && isTypeName(expr.args[0]));
}

function typeNameOf(expr: Expr): string {
  if (expr.op === "id") return expr.args;
  return expr.op === "." ? `${typeNameOf(expr.args[0])}.${expr.args[1]}` : "";
}

function unexpected(token: Token, wanted: string): ExpressionError {
  const found = token.kind === "end" ? "the end" : JSON.stringify(token.text);
  return new ExpressionError(`${wanted} was expected, not ${found}`, token.at);
}

function outOfRange(text: string, at: number): ExpressionError {
  return new ExpressionError(`the number ${text} does not fit into 64 bits`, at);
}
