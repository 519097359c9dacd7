import type { Literal } from "../syntax.ts";
import * as types from "./types.ts";
import type { Type } from "./types.ts";

/** The type of a value that stands in the text. */
export function literalType({ kind }: Literal): Type {
  switch (kind) {
    case "null":
      return types.nullType;
    case "bool":
      return types.bool;
    case "int":
      return types.int;
    case "uint":
      return types.uint;
    case "double":
      return types.double;
    case "string":
      return types.string;
    case "bytes":
      return types.bytes;
  }
}
