import { tests as conformance } from "@bufbuild/cel-spec/testdata/conformance.js";

/** A test of google/cel-spec, in protobuf's JSON (proto/cel/expr/conformance/test/simple.proto). */
export interface SimpleTest {
  /** `file/section/name`; where a section has a name twice, the later ones carry a number. */
  readonly id: string;
  readonly file: string;
  readonly expr: string;
  readonly value?: JsonValue;
  readonly typedResult?: { readonly result?: JsonValue; readonly deducedType?: JsonValue };
  readonly evalError?: JsonValue;
  readonly typeEnv?: readonly Declaration[];
  readonly bindings?: Readonly<Record<string, { readonly value?: JsonValue }>>;
  readonly container?: string;
  readonly disableCheck?: boolean;
  readonly checkOnly?: boolean;
}

export type JsonValue = Readonly<Record<string, unknown>>;

export interface Declaration {
  readonly name: string;
  readonly ident?: { readonly type: JsonValue };
  readonly function?: JsonValue;
}

interface Suite {
  readonly name: string;
  readonly suites?: readonly Suite[];
  readonly tests?: readonly {
    readonly original: Omit<SimpleTest, "id" | "file"> & { name?: string };
  }[];
}

/** All tests that google/cel-spec calls simple, in their order. */
export function allTests(): readonly SimpleTest[] {
  const seen = new Map<string, number>();
  const walk = (suite: Suite, path: readonly string[]): readonly SimpleTest[] => [
    ...(suite.tests ?? []).map(({ original }): SimpleTest => {
      const name = [...path, original.name ?? original.expr].join("/");
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      return { ...original, id: count === 1 ? name : `${name} #${count}`, file: path[0] ?? "" };
    }),
    ...(suite.suites ?? []).flatMap((inner) => walk(inner, [...path, inner.name])),
  ];
  const root = conformance as unknown as Suite;
  return (root.suites ?? []).flatMap((file) => walk(file, [file.name]));
}
