import { LibraryBuilder, type Library } from "../check/functions.ts";
import { perCharacter } from "../run/costs.ts";
import { sizeOf } from "../scalars.ts";

/** For mutating policies (apiserver pkg/cel/library/jsonpatch.go): a key as it stands in a JSON pointer. */
export const jsonPatchLibrary: Library = {
  functions: new LibraryBuilder()
    .add(
      "jsonpatch.escapeKey(string): string",
      (key: string) => key.replaceAll("~", "~0").replaceAll("/", "~1"),
      ([key]) => Math.ceil(sizeOf(key) * perCharacter),
    )
    .functions(),
};
