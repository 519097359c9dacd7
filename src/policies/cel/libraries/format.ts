import { LibraryBuilder, type Library } from "../check/functions.ts";
import { CelError } from "../errors.ts";
import { Opaque, Optional } from "../scalars.ts";
import { parseTimestamp } from "./time.ts";
import { isUrl } from "./url.ts";

type Validate = (text: string) => readonly string[];

/** A format of Kubernetes, by name. */
class Format extends Opaque {
  override readonly typeName = "kubernetes.NamedFormat";
  override readonly identity: string;
  readonly validate: Validate;
  /** How long Kubernetes takes its pattern to be when it counts costs. */
  readonly patternLength: number;

  constructor(
    name: string,
    { validate, patternLength }: Pick<Format, "validate" | "patternLength">,
  ) {
    super();
    this.identity = name;
    this.validate = validate;
    this.patternLength = patternLength;
  }
}

interface Named {
  readonly pattern: string;
  readonly longest: number;
  readonly message: string;
  readonly examples: readonly string[];
}

const label: Named = {
  pattern: "[a-z0-9]([-a-z0-9]*[a-z0-9])?",
  longest: 63,
  message:
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  examples: ["my-name", "123-abc"],
};
const subdomain: Named = {
  pattern: "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*",
  longest: 253,
  message:
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  examples: ["example.com"],
};
const oldLabel: Named = {
  pattern: "[a-z]([-a-z0-9]*[a-z0-9])?",
  longest: 63,
  message:
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  examples: ["my-name", "abc-123"],
};
const labelValue: Named = {
  pattern: "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?",
  longest: 63,
  message:
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  examples: ["MyValue", "my_value", "12345"],
};
const qualifiedPart: Named = {
  pattern: "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]",
  longest: 63,
  message:
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  examples: ["MyName", "my.name", "123-abc"],
};

/** apimachinery pkg/util/validation/validation.go, RegexError and MaxLenError. */
function named(format: Named): Validate {
  const { pattern, longest, message, examples } = format;
  const regex = new RegExp(`^(?:${pattern})$`);
  const shown = examples.map((example, index) => `${index === 0 ? "" : " or "}'${example}'`);
  return (text) => {
    const long = text.length > longest ? [`must be no more than ${longest} characters`] : [];
    if (regex.test(text)) return long;
    return [
      ...long,
      `${message} (e.g. ${shown.join(", ")}, regex used for validation is '${pattern}')`,
    ];
  };
}

/** Names that something is added to may end with a dash (apimachinery pkg/api/validation/name.go, maskTrailingDash). */
function prefix(whole: Validate): Validate {
  return (text) => whole(/[^]-$/.test(text) ? `${text.slice(0, -2)}a` : text);
}

const validatePart = named(qualifiedPart);
const validateSubdomain = named(subdomain);

function qualifiedName(text: string): readonly string[] {
  const parts = text.split("/");
  const [first = "", second] = parts;
  if (parts.length > 2) {
    const [problem = ""] = validatePart("!");
    return [
      `a qualified name ${problem} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const before =
    second === undefined
      ? []
      : first === ""
        ? ["prefix part must be non-empty"]
        : validateSubdomain(first).map((problem) => `prefix part ${problem}`);
  const name = second ?? first;
  const empty = name === "" ? ["name part must be non-empty"] : [];
  return [...before, ...empty, ...validatePart(name).map((problem) => `name part ${problem}`)];
}

const check =
  (message: string, fits: (text: string) => boolean): Validate =>
  (text) =>
    fits(text) ? [] : [message];

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && isTimestamp(`${text}T00:00:00Z`);
}

function isTimestamp(text: string): boolean {
  try {
    parseTimestamp(text);
    return true;
  } catch (error) {
    if (error instanceof CelError) return false;
    throw error;
  }
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

const formats: readonly Format[] = Object.entries({
  dns1123Label: [named(label), 30],
  dns1123Subdomain: [validateSubdomain, 60],
  dns1035Label: [named(oldLabel), 30],
  qualifiedName: [qualifiedName, 60],
  dns1123LabelPrefix: [prefix(named(label)), 30],
  dns1123SubdomainPrefix: [prefix(validateSubdomain), 60],
  dns1035LabelPrefix: [prefix(named(oldLabel)), 30],
  labelValue: [named(labelValue), 40],
  uri: [check("invalid URI for request", isUrl), 1_000],
  uuid: [check("does not match the UUID format", (text) => uuid.test(text)), 70],
  byte: [check("invalid base64", (text) => text !== "" && base64.test(text)), 90],
  date: [check("invalid date", isDate), 120],
  datetime: [check("invalid datetime", isTimestamp), 120],
} as const).map(
  ([name, [validate, patternLength]]) => new Format(name, { validate, patternLength }),
);

function formatNamed(name: string): Optional {
  const found = formats.find(({ identity }) => identity === name);
  return found === undefined ? Optional.none : Optional.of(found);
}

function validateBy(format: Format, text: string): Optional {
  const problems = format.validate(text);
  return problems.length === 0 ? Optional.none : Optional.of(problems);
}

const type = "kubernetes.NamedFormat";

function formatFunctions(): LibraryBuilder {
  const library = new LibraryBuilder(31)
    .add(`format.named(string): optional<${type}>`, formatNamed)
    .method(`${type}.validate(string): optional<list<string>>`, validateBy, ([format, text]) => {
      const { patternLength } = format as Format;
      return Math.ceil((1 + String(text).length) * 0.1) * Math.ceil(patternLength * 0.25);
    });
  for (const format of formats) library.add(`format.${format.identity}(): ${type}`, () => format);
  return library;
}

/** Kubernetes' named formats since 1.31 (apiserver pkg/cel/library/format.go). */
export const formatLibrary: Library = {
  types: [type],
  functions: formatFunctions().functions(),
};
