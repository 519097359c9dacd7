import {
  bool,
  bytes,
  double,
  duration,
  dyn,
  int,
  listOf,
  mapOf,
  nullType,
  opaque,
  optionalOf,
  param,
  string,
  timestamp,
  typeOf,
  uint,
  type Type,
} from "../../src/policies/cel/check/types.ts";
import { parseDuration, parseTimestamp } from "../../src/policies/cel/libraries/time.ts";
import { TypeValue, Uint } from "../../src/policies/cel/scalars.ts";
import type { JsonValue } from "./suite.ts";

/** Thrown for what only protobuf messages can hold. */
export class NeedsProtobuf extends Error {}

const doubles: Readonly<Record<string, number>> = { NaN, Infinity, "-Infinity": -Infinity };

/** A `cel.expr.Value` as the evaluation sees it. */
export function decodeValue(value: JsonValue): unknown {
  const [[kind, content] = ["", undefined]] = Object.entries(value);
  switch (kind) {
    case "nullValue":
      return null;
    case "boolValue":
    case "stringValue":
      return content;
    case "int64Value":
      return BigInt(content as string);
    case "uint64Value":
      return new Uint(BigInt(content as string));
    case "doubleValue":
      return typeof content === "string" ? (doubles[content] ?? Number(content)) : content;
    case "bytesValue":
      return Uint8Array.from(Buffer.from(content as string, "base64"));
    case "typeValue":
      return new TypeValue(content as string);
    case "listValue":
      return (((content as JsonValue)["values"] ?? []) as readonly JsonValue[]).map(decodeValue);
    case "mapValue":
      return decodeMap(content as JsonValue);
    case "objectValue":
      return decodeMessage(content as JsonValue);
    default:
      throw new NeedsProtobuf(kind);
  }
}

function decodeMap(content: JsonValue): ReadonlyMap<unknown, unknown> {
  const entries = (content["entries"] ?? []) as readonly { key: JsonValue; value: JsonValue }[];
  return new Map(entries.map(({ key, value }) => [decodeValue(key), decodeValue(value)]));
}

function decodeMessage(content: JsonValue): unknown {
  const value = content["value"];
  switch (content["@type"]) {
    case "type.googleapis.com/google.protobuf.Timestamp":
      return parseTimestamp(value as string);
    case "type.googleapis.com/google.protobuf.Duration":
      return parseDuration(value as string);
    default:
      throw new NeedsProtobuf(String(content["@type"]));
  }
}

const primitives: Readonly<Record<string, Type>> = {
  BOOL: bool,
  INT64: int,
  UINT64: uint,
  DOUBLE: double,
  STRING: string,
  BYTES: bytes,
};
const wellKnown: Readonly<Record<string, Type>> = {
  ANY: dyn,
  TIMESTAMP: timestamp,
  DURATION: duration,
};

/** A `cel.expr.Type` as the checker sees it. */
export function decodeType(type: JsonValue): Type {
  const [[kind, content] = ["", undefined]] = Object.entries(type);
  const inner = content as JsonValue;
  switch (kind) {
    case "dyn":
      return dyn;
    case "null":
      return nullType;
    case "primitive":
      return primitives[content as string] ?? dyn;
    case "wellKnown":
      return wellKnown[content as string] ?? dyn;
    case "listType":
      return listOf(decodeType((inner["elemType"] ?? { dyn: {} }) as JsonValue));
    case "mapType":
      return mapOf(
        decodeType((inner["keyType"] ?? { dyn: {} }) as JsonValue),
        decodeType((inner["valueType"] ?? { dyn: {} }) as JsonValue),
      );
    case "typeParam":
      return param(content as string);
    case "type":
      return typeOf(Object.keys(inner).length === 0 ? dyn : decodeType(inner));
    case "abstractType": {
      const parts = ((inner["parameterTypes"] ?? []) as readonly JsonValue[]).map(decodeType);
      return inner["name"] === "optional_type"
        ? optionalOf(parts[0] ?? dyn)
        : opaque(String(inner["name"]));
    }
    default:
      throw new NeedsProtobuf(kind);
  }
}
