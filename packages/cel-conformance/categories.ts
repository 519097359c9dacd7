import type { SimpleTest } from "./suite.ts";

/** Why a test may differ. The first one that fits counts; what fits none is a bug. */
export interface Category {
  readonly name: string;
  readonly reason: string;
  readonly fits: (test: SimpleTest, came: string) => boolean;
}

const mentions =
  (pattern: RegExp) =>
  ({ expr }: SimpleTest): boolean =>
    pattern.test(expr);

export const categories: readonly Category[] = [
  {
    name: "protobuf",
    reason:
      "It makes or reads a protobuf message, an enum or a wrapper. Kubernetes' objects are JSON: admission knows no message type.",
    fits: (test, came) =>
      came.startsWith("protobuf:") ||
      /TestAllTypes|google\.protobuf\.(?!Timestamp|Duration)|\b(?:GlobalEnum|NestedEnum)\b/.test(
        test.expr,
      ) ||
      ["proto2", "proto3", "proto2_ext", "enums", "wrappers", "dynamic"].includes(test.file),
  },
  {
    name: "container",
    reason: "It looks names up in a container. Kubernetes sets none.",
    fits: ({ container }) => container !== undefined,
  },
  {
    name: "extension",
    reason:
      "It needs an extension that Kubernetes does not switch on for admission (math, encoders, bindings, block, protos).",
    fits: mentions(/\b(?:math|base64|cel|proto)\./),
  },
  {
    name: "stringsVersion",
    reason:
      "Kubernetes has version 2 of the strings extension: no reverse, and format writes as cel-go's first formatter did.",
    fits: ({ file, expr }) => file === "string_ext" && /\.format\(|\.reverse\(/.test(expr),
  },
  {
    name: "unchecked",
    reason:
      "It switches the type check off. Kubernetes always checks, and refuses the expression before it is evaluated.",
    fits: ({ disableCheck }, came) => disableCheck === true && came.startsWith("load:"),
  },
  {
    name: "presenceTest",
    reason:
      "Kubernetes leaves cel-go's ErrorOnBadPresenceTest off: an optional field of what has no fields is none, no error.",
    fits: ({ file }, came) => file === "optionals" && came === "a value instead of an error",
  },
  {
    name: "declaredFunction",
    reason: "It declares a function of its own. Policies can't.",
    fits: ({ typeEnv }) =>
      (typeEnv ?? []).some((declaration) => declaration.function !== undefined),
  },
];
