import { LibraryBuilder, type Library } from "../check/functions.ts";
import { equal } from "../equality.ts";
import { noSuchOverload } from "../errors.ts";
import { Duration, Optional, Timestamp, Uint } from "../scalars.ts";

const zeros: readonly unknown[] = [0n, 0, "", false, null];

function isZero(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (value instanceof Map) return value.size === 0;
  if (value instanceof Uint8Array) return value.length === 0;
  if (value instanceof Uint) return value.value === 0n;
  if (value instanceof Duration) return value.nanos === 0n;
  if (value instanceof Timestamp) return value.nanos === 0n;
  return zeros.some((zero) => typeof zero === typeof value && equal(zero, value));
}

function unwrap(list: readonly unknown[]): readonly unknown[] {
  return list.flatMap((item) => {
    if (!(item instanceof Optional)) throw noSuchOverload();
    return item.hasValue() ? [item.value()] : [];
  });
}

function at(list: readonly unknown[], index: 0 | -1): Optional {
  return list.length === 0 ? Optional.none : Optional.of(list.at(index));
}

/** What came with the cel-go of Kubernetes 1.34 (version 2 of the library). */
const later = new LibraryBuilder(34)
  .method("list<A>.first(): optional<A>", (list: readonly unknown[]) => at(list, 0))
  .method("list<A>.last(): optional<A>", (list: readonly unknown[]) => at(list, -1))
  .add("optional.unwrap(list<optional<A>>): list<A>", unwrap)
  .method("list<optional<A>>.unwrapOpt(): list<A>", unwrap);

/** Optional values since Kubernetes 1.28 (cel-go cel/library.go, OptionalTypes). */
export const optionalsLibrary: Library = {
  types: ["optional_type"],
  functions: new LibraryBuilder(28)
    .add("optional.of(A): optional<A>", (value: unknown) => Optional.of(value))
    .add("optional.none(): optional<A>", () => Optional.none)
    .add("optional.ofNonZeroValue(A): optional<A>", (value: unknown) =>
      isZero(value) ? Optional.none : Optional.of(value),
    )
    .method("optional<A>.hasValue(): bool", (optional: Optional) => optional.hasValue())
    .method("optional<A>.value(): A", (optional: Optional) => optional.value())
    .method("optional<A>.or(optional<A>): optional<A>", (a: Optional, b: Optional) =>
      a.hasValue() ? a : b,
    )
    .method("optional<A>.orValue(A): A", (optional: Optional, otherwise: unknown) =>
      optional.hasValue() ? optional.value() : otherwise,
    )
    .functions()
    .concat(later.functions()),
};
