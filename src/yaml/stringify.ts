import { Document, Scalar, visit } from "yaml";
import type { Json } from "../domain/json.ts";
import { notJsonNumber, readPlainScalar } from "./plain-scalars.ts";

/**
 * Plain data as YAML: block style, two spaces, keys in the order of the object. Every string is quoted that any
 * reader of YAML 1.1 or 1.2 would take for something else, so that what is written is what Kubernetes reads.
 */
export function stringifyYaml(value: Json): string {
  const document = new Document(value, {
    version: "1.2",
    schema: "core",
    compat: "yaml-1.1",
    aliasDuplicateObjects: false,
    keepUndefined: false,
  });
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value !== "string") return;
      const type = styleOf(node.value);
      if (type !== undefined) node.type = type;
    },
  });
  return document.toString({ indent: 2, lineWidth: 0, flowCollectionPadding: false });
}

/** Numbers in forms that some reader knows: sexagesimal, with underscores, dates, times, versions in doubt. */
const numberLike = /^[-+]?\.?[0-9][0-9_.,:xXoObBeE+\-TtZ ]*$/;

function styleOf(text: string): Scalar.Type | undefined {
  if (!isPrintable(text)) return Scalar.QUOTE_DOUBLE;
  if (text.includes("\n")) return isPlainParagraph(text) ? undefined : Scalar.QUOTE_DOUBLE;
  const looksOther =
    readPlainScalar(text) !== text ||
    notJsonNumber.test(text) ||
    numberLike.test(text) ||
    ["=", "<<", "-", "?", "|", ">", ".", "---", "..."].includes(text);
  return looksOther ? Scalar.QUOTE_DOUBLE : undefined;
}

/** Tab, line feed and everything visible; whatever else is written as an escape. */
function isPrintable(text: string): boolean {
  return /^[\n\u0020-\u007E\u00A0-\u2027\u202A-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD\u{10000}-\u{10FFFF}]*$/u.test(
    text,
  );
}

/** Lines that a literal block holds without doubt: the first is not indented, none ends in a space. */
function isPlainParagraph(text: string): boolean {
  return /^\S/.test(text) && !/ (?:\n|$)/.test(text) && /[^\n]\n?$/.test(text);
}
