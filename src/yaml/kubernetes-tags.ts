import type { ScalarTag, Tags } from "yaml";

/**
 * Plain scalars as Kubernetes reads them. kubectl, Argo CD and Flux go through sigs.k8s.io/yaml, which is go-yaml v2:
 * YAML 1.1 booleans (`yes`, `on`, `y`…), `~` and the empty scalar as null, 0777 and 0o777 as octal, no sexagesimal
 * numbers, and timestamps kept as text because the result becomes JSON.
 * (go-yaml v2 resolve.go, resolveTable and resolve())
 */
const booleans: ScalarTag = {
  identify: (value) => typeof value === "boolean",
  default: true,
  tag: "tag:yaml.org,2002:bool",
  test: /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON|n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/,
  resolve: (text) => /^(?:y|t|on)/i.test(text),
};

/** go-yaml drops underscores before it reads a number; integers beyond 2^53 stay exact as text. */
function integer(text: string, digits: string, radix: number): number | string {
  const value = Number.parseInt(digits.replaceAll("_", ""), radix);
  const signed = text.startsWith("-") ? -value : value;
  return Number.isSafeInteger(signed) ? signed : text;
}

const integers: ScalarTag[] = [
  {
    identify: (value) => typeof value === "number" && Number.isInteger(value),
    default: true,
    tag: "tag:yaml.org,2002:int",
    test: /^[-+]?0b[01_]+$/,
    resolve: (text) => integer(text, text.replace(/^[-+]?0b/, ""), 2),
  },
  {
    identify: () => false,
    default: true,
    tag: "tag:yaml.org,2002:int",
    test: /^[-+]?0o?[0-7_]+$/,
    resolve: (text) => integer(text, text.replace(/^[-+]?0o?/, ""), 8),
  },
  {
    identify: () => false,
    default: true,
    tag: "tag:yaml.org,2002:int",
    test: /^[-+]?0x[0-9a-fA-F_]+$/,
    resolve: (text) => integer(text, text.replace(/^[-+]?0x/, ""), 16),
  },
  {
    identify: () => false,
    default: true,
    tag: "tag:yaml.org,2002:int",
    test: /^[-+]?[0-9][0-9_]*$/,
    resolve: (text) => integer(text, text.replace(/^[-+]/, ""), 10),
  },
];

const floats: ScalarTag[] = [
  {
    identify: (value) => typeof value === "number",
    default: true,
    tag: "tag:yaml.org,2002:float",
    test: /^[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?$/,
    resolve: (text) => Number(text.replaceAll("_", "")),
  },
];

/**
 * The tags to add to the library's `failsafe` schema, which knows maps, lists and strings.
 * `.inf` and `.nan` stay text: JSON has no such numbers.
 */
export const kubernetesTags: Tags = ["null", booleans, ...integers, ...floats, "merge"];
