import { variables, type VariableName } from "./variables.ts";

/** The environment as Node gives it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What is wrong with one variable. The message never holds a secret's value. */
export interface VariableProblem {
  readonly variable: string;
  readonly message: string;
}

/** Reads variables one by one and gathers everything that is wrong, so that people hear of it at once. */
export class EnvironmentReader {
  readonly #environment: Environment;
  readonly #problems: VariableProblem[] = [];

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  get problems(): readonly VariableProblem[] {
    return this.#problems;
  }

  /** A variable's value without spaces around it. An empty one counts as unset, as Compose files leave them. */
  value(name: VariableName): string | undefined {
    const text = this.#environment[name]?.trim();
    return text === "" ? undefined : text;
  }

  /** What `parse` makes of the value: undefined where it is unset, or wrong, which is then a problem. */
  optional<T>(name: VariableName, parse: (text: string) => T | undefined): T | undefined {
    const text = this.value(name);
    if (text === undefined) return undefined;
    const parsed = parse(text);
    if (parsed === undefined) this.wrong(name, text);
    return parsed;
  }

  /** As `optional`, but it is a problem too when the variable is unset. */
  required<T>(name: VariableName, parse: (text: string) => T | undefined): T | undefined {
    if (this.value(name) === undefined) this.missing(name, "");
    return this.optional(name, parse);
  }

  /** A whole number in a range, or the default. */
  integer(
    name: VariableName,
    range: { readonly least: number; readonly most: number; readonly otherwise: number },
  ): number {
    const parsed = this.optional(name, (text) => {
      if (!/^\d{1,9}$/.test(text)) return undefined;
      const number = Number(text);
      return number >= range.least && number <= range.most ? number : undefined;
    });
    return parsed ?? range.otherwise;
  }

  missing(name: VariableName, why: string): void {
    this.add(name, `${name} is not set${why}. It must be ${variables[name].expected}.`);
  }

  add(variable: string, message: string): void {
    this.#problems.push({ variable, message });
  }

  private wrong(name: VariableName, text: string): void {
    const { expected, secret } = variables[name];
    const came = secret
      ? `What came has ${text.length} characters and is not shown, because it is a secret.`
      : `It is "${text.length > 100 ? `${text.slice(0, 97)}…` : text}".`;
    this.add(name, `${name} must be ${expected}. ${came}`);
  }
}
