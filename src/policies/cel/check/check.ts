import { ExpressionError } from "../errors.ts";
import { qualifiedName, type Expr } from "../syntax.ts";
import type { Declarations, Resolution } from "./declarations.ts";
import { checkMacro } from "./macros.ts";
import { literalType } from "./literal-type.ts";
import { operators } from "./operators.ts";
import { checkName, operatorName, undefinedField } from "./problems.ts";
import type { Overload } from "./functions.ts";
import { Scope } from "./scope.ts";
import * as types from "./types.ts";
import type { Substitutions, Type } from "./types.ts";

/** An expression with what its names and calls mean. */
export interface Checked {
  readonly type: Type;
  readonly resolutions: ReadonlyMap<Expr, Resolution>;
}

/** Checks the types of an expression (cel-go checker/checker.go). Throws an ExpressionError with the place. */
export function check(root: Expr, declarations: Declarations): Checked {
  const checker = new Checker(declarations);
  const type = checker.typeOf(root, new Scope());
  return { type: checker.settled(type, types.dyn), resolutions: checker.resolutions };
}

/** One check of one expression. */
class Checker {
  readonly declarations: Declarations;
  readonly resolutions = new Map<Expr, Resolution>();
  #known: Substitutions = new Map();
  #fresh = 0;

  constructor(declarations: Declarations) {
    this.declarations = declarations;
  }

  /** The type with what is known by now. */
  settled(type: Type, unknownAs?: Type): Type {
    return types.substitute(type, this.#known, unknownAs);
  }

  freshParam(): Type {
    this.#fresh += 1;
    return types.param(`_${this.#fresh}`);
  }

  /** Whether a value of type `from` may stand where `to` is wanted; what that says of parameters is kept. */
  accepts(to: Type, from: Type): boolean {
    const found = types.assign(to, from, this.#known);
    if (found !== undefined) this.#known = found;
    return found !== undefined;
  }

  typeOf(node: Expr, scope: Scope): Type {
    switch (node.op) {
      case "value":
        return literalType(node.args);
      case "id":
        return this.#nameType(node, scope);
      case ".":
        return this.#selectType(node, scope);
      case ".?":
        this.#needs(28, "optional fields", node);
        return this.#optionalSelect(node, scope);
      case "call":
        return this.#callType(node, scope);
      case "rcall":
        return this.#memberCallType(node, scope);
      case "list":
        return this.#listType(node, scope);
      case "map":
        return this.#mapType(node, scope);
      case "struct":
        return this.#structType(node, scope);
      case "!_":
      case "-_":
        return this.call(node, node.op, { args: [node.args], scope });
      case "[?]":
        this.#needs(28, "optional fields", node);
        return this.call(node, node.op, { args: node.args, scope });
      default:
        return this.call(node, node.op, { args: node.args, scope });
    }
  }

  #needs(minor: number, what: string, node: Expr): void {
    if (this.declarations.minor >= minor) return;
    throw new ExpressionError(
      `${what} come with Kubernetes 1.${minor}; the policies are checked for 1.${this.declarations.minor}`,
      node.at,
    );
  }

  #nameType(node: Expr & { op: "id" }, scope: Scope): Type {
    const local = scope.find(node.args);
    if (local !== undefined) {
      this.resolutions.set(node, { kind: "local", name: node.args });
      return local;
    }
    const found = this.#global(node, node.args);
    if (found !== undefined) return found;
    throw new ExpressionError(`undeclared reference to '${node.args}'`, node.at);
  }

  /** A variable or the name of a type. */
  #global(node: Expr, written: string): Type | undefined {
    const name = written.replace(/^\./, "");
    const variable = this.declarations.variables.get(name);
    if (variable !== undefined) {
      this.resolutions.set(node, { kind: "variable", name });
      return variable;
    }
    if (!this.declarations.typeNames.has(name)) return undefined;
    this.resolutions.set(node, { kind: "typeName", name });
    return types.typeOf(types.dyn);
  }

  #selectType(node: Expr & { op: "." }, scope: Scope): Type {
    const [operand, field] = node.args;
    const name = qualifiedName(node);
    const [root = ""] = name?.split(".") ?? [];
    const whole =
      name === undefined || scope.find(root) !== undefined ? undefined : this.#global(node, name);
    if (whole !== undefined) return whole;
    return this.fieldType(this.typeOf(operand, scope), field, node);
  }

  #optionalSelect(node: Expr & { op: ".?" }, scope: Scope): Type {
    const [operand, field] = node.args;
    const type = this.fieldType(this.typeOf(operand, scope), field, node);
    return type.kind === "optional" ? type : types.optionalOf(type);
  }

  /** The type of a field of something. */
  fieldType(operand: Type, field: string, node: Expr): Type {
    const type = this.settled(operand);
    if (type.kind === "optional") {
      return types.optionalOf(this.fieldType(types.partOf(type), field, node));
    }
    if (type.kind === "map") return types.partOf(type, 1);
    if (type.kind === "dyn") return types.dyn;
    if (type.kind === "param") {
      this.accepts(types.dyn, type);
      return types.dyn;
    }
    const found = type.fields?.get(field) ?? this.declarations.structs.fieldType(type.name, field);
    if (found !== undefined) return found;
    if (type.kind === "object") throw new ExpressionError(undefinedField(type, field), node.at);
    throw new ExpressionError(
      `type '${types.showType(type)}' does not support field selection`,
      node.at,
    );
  }

  /** Whether the first of some names is one that there is: else all of them are meant as a function's name. */
  #isKnown(name: string): boolean {
    const [root = ""] = name.replace(/^\./, "").split(".");
    return this.declarations.variables.has(root) || this.declarations.typeNames.has(name);
  }

  #callType(node: Expr & { op: "call" }, scope: Scope): Type {
    const [name, args] = node.args;
    return (
      checkMacro(this, node, scope) ?? this.call(node, name.replace(/^\./, ""), { args, scope })
    );
  }

  #memberCallType(node: Expr & { op: "rcall" }, scope: Scope): Type {
    const macro = checkMacro(this, node, scope);
    if (macro !== undefined) return macro;
    const [name, receiver, args] = node.args;
    const prefix = qualifiedName(receiver);
    if (prefix !== undefined && scope.find(prefix.split(".")[0] ?? "") === undefined) {
      const full = `${prefix.replace(/^\./, "")}.${name}`;
      const { functions, laterFunctions, variables } = this.declarations;
      if (functions.has(full) || (laterFunctions.has(full) && !variables.has(prefix)))
        return this.call(node, full, { args, scope });
      if (!this.#isKnown(prefix)) throw new ExpressionError(this.#noFunction(full), node.at);
    }
    return this.call(node, name, { args: [receiver, ...args], scope, member: true });
  }

  /** The type of a call, by the first overload that takes the arguments; several of them give dyn. */
  call(
    node: Expr,
    name: string,
    how: { readonly args: readonly Expr[]; readonly scope: Scope; readonly member?: boolean },
  ): Type {
    const { args, scope, member = false } = how;
    const all = operators.get(name) ?? this.declarations.functions.get(name);
    const argTypes = args.map((arg) => this.typeOf(arg, scope));
    if (all === undefined) throw new ExpressionError(this.#noFunction(name), node.at);
    const fitting: Overload[] = [];
    let result: Type | undefined;
    for (const overload of all) {
      if (overload.member !== member || overload.params.length !== args.length) continue;
      const fresh = this.#instance(overload);
      const found = types.assignAll(fresh.params, argTypes, this.#known);
      if (found === undefined) continue;
      this.#known = found;
      fitting.push(overload);
      const own = this.settled(fresh.result);
      result = result === undefined || types.sameType(result, own) ? own : types.dyn;
    }
    if (result === undefined) {
      throw new ExpressionError(this.#noOverload(name, member, argTypes), node.at);
    }
    this.resolutions.set(node, { kind: "call", overloads: fitting, args });
    return result;
  }

  /** The overload with parameters of its own: two calls of `indexOf` have nothing to do with each other. */
  #instance(overload: Overload): { readonly params: readonly Type[]; readonly result: Type } {
    const own = new Map<string, Type>();
    const renew = (type: Type): Type => {
      if (type.kind === "param") {
        const known = own.get(type.name) ?? this.freshParam();
        own.set(type.name, known);
        return known;
      }
      return type.of.length === 0 ? type : { ...type, of: type.of.map(renew) };
    };
    return { params: overload.params.map(renew), result: renew(overload.result) };
  }

  #noFunction(name: string): string {
    const [later] = this.declarations.laterFunctions.get(name) ?? [];
    return later === undefined
      ? `undeclared reference to '${name}': Kubernetes has no function of this name`
      : `the function '${name}' comes with Kubernetes 1.${later.since}; the policies are checked for 1.${this.declarations.minor}`;
  }

  #noOverload(name: string, member: boolean, argTypes: readonly Type[]): string {
    const shown = argTypes.map((type) => types.showType(this.settled(type)));
    const [first = "", ...rest] = shown;
    const applied = member ? `${first}.(${rest.join(", ")})` : `(${shown.join(", ")})`;
    const [later] = this.declarations.laterFunctions.get(name) ?? [];
    const more = later === undefined ? "" : `; Kubernetes 1.${later.since} has one more form of it`;
    return `found no matching overload for '${operatorName(name)}' applied to '${applied}'${more}`;
  }

  #listType(node: Expr & { op: "list" }, scope: Scope): Type {
    let item: Type | undefined;
    for (const { value, optional } of node.args) {
      const own = this.#elementType(value, optional, scope);
      item = item === undefined ? own : this.#joined(item, own, value);
    }
    return types.listOf(item ?? this.freshParam());
  }

  #elementType(value: Expr, optional: boolean, scope: Scope): Type {
    const type = this.settled(this.typeOf(value, scope));
    if (!optional) return type;
    this.#needs(28, "optional elements", value);
    if (type.kind === "dyn") return type;
    if (type.kind === "optional") return types.partOf(type);
    throw new ExpressionError(
      `expected type 'optional_type(dyn)' but found '${types.showType(type)}'`,
      value.at,
    );
  }

  #mapType(node: Expr & { op: "map" }, scope: Scope): Type {
    let key: Type | undefined;
    let item: Type | undefined;
    for (const entry of node.args) {
      const ownKey = this.typeOf(entry.key, scope);
      key = key === undefined ? ownKey : this.#joined(key, ownKey, entry.key);
      const own = this.#elementType(entry.value, entry.optional, scope);
      item = item === undefined ? own : this.#joined(item, own, entry.value);
    }
    return types.mapOf(key ?? this.freshParam(), item ?? this.freshParam());
  }

  #joined(before: Type, own: Type, node: Expr): Type {
    if (this.accepts(before, own)) return types.mostGeneral(before, own);
    if (this.declarations.mixedLiterals) return types.dyn;
    const [wanted, found] = [before, own].map((type) => types.showType(this.settled(type)));
    throw new ExpressionError(
      `expected type '${wanted}' but found '${found}': Kubernetes wants all elements of one type; dyn(…) around them lifts that`,
      node.at,
    );
  }

  #structType(node: Expr & { op: "struct" }, scope: Scope): Type {
    const [name, fields] = node.args;
    const { structs } = this.declarations;
    if (!structs.has(name)) {
      throw new ExpressionError(`undeclared reference to '${name}'`, node.at);
    }
    for (const { field, value, optional } of fields) {
      const wanted = structs.fieldType(name, field);
      const type = { kind: "object", name, of: [] } as const;
      if (wanted === undefined) throw new ExpressionError(undefinedField(type, field), value.at);
      const own = this.#elementType(value, optional, scope);
      checkName(structs.nameAt(name, field), value);
      if (!this.accepts(wanted, own)) {
        throw new ExpressionError(
          `expected type of field '${field}' is '${types.showType(wanted)}' but provided type is '${types.showType(own)}'`,
          value.at,
        );
      }
    }
    return { kind: "object", name, of: [] };
  }
}
