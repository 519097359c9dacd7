/** What an evaluation can end in: `&&`, `||`, `all` and `exists` pass it over when the other side decides. */
export class CelError extends Error {
  override readonly name: string = "CelError";
}

/** An evaluation that costs more than Kubernetes allows. Nothing passes it over. */
export class CostLimitError extends Error {
  override readonly name = "CostLimitError";

  constructor() {
    super("operation cancelled: actual cost limit exceeded");
  }
}

/** Something wrong in the text of an expression, with the place in it. */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** As cel-go says it when no implementation takes the values that came. */
export function noSuchOverload(): CelError {
  return new CelError("no such overload");
}

export function noSuchKey(key: unknown): CelError {
  return new CelError(`no such key: ${String(key)}`);
}
