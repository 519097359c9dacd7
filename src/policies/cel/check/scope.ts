import type { Type } from "./types.ts";

/** The names of the loops around a part of an expression. */
export class Scope {
  readonly #names: ReadonlyMap<string, Type>;

  constructor(names: ReadonlyMap<string, Type> = new Map()) {
    this.#names = names;
  }

  find(name: string): Type | undefined {
    return this.#names.get(name);
  }

  with(name: string, type: Type): Scope {
    return new Scope(new Map(this.#names).set(name, type));
  }
}
