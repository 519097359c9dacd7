import { z } from "zod";
import { isJsonObject, valueAt, type Json } from "../domain/json.ts";
import type { Problem } from "../domain/location.ts";
import type { YamlDocument } from "../yaml/documents.ts";
import { nearestName } from "../domain/nearest-name.ts";

type Path = readonly (string | number)[];

/** A document with what is needed to show people their own words. */
export interface Source {
  readonly document: YamlDocument;
  readonly text: string;
}

/** To find a place takes time in a large map: a hostile file must not make thousands of it. */
export const mostFindings = 100;

/**
 * Every way in which a document's form differs from a schema, each at its place. The schema's error messages are the
 * expected forms: "must be <message>".
 */
export function findSchemaProblems(schema: z.ZodType, source: Source): readonly Problem[] {
  const parsed = schema.safeParse(source.document.value, { reportInput: true });
  const issues = parsed.success ? [] : parsed.error.issues.slice(0, mostFindings);
  return [
    ...findHiddenKeys(source),
    ...issues.flatMap((issue) => problemsOf(issue, schema, source)),
  ];
}

function problemsOf(
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
  source: Source,
): readonly Problem[] {
  const path = issue.path.filter((step) => typeof step !== "symbol");
  if (issue.code === "unrecognized_keys") {
    return issue.keys
      .filter((key) => key !== "__proto__")
      .slice(0, mostFindings)
      .map((key) => unknownKey([...path, key], keysAt(schema, path), source));
  }
  if (issue.code === "invalid_key") {
    const expected = issue.issues[0]?.message ?? issue.message;
    const message = `"${show(path.at(-1) ?? "")}" can't be a key of ${where(path.slice(0, -1))}: it must be ${expected}.`;
    return [{ location: source.document.locateKey(path), message }];
  }
  if (issue.code === "invalid_union") {
    const inner = insideOf(issue);
    if (inner.length > 0) return inner.flatMap((found) => problemsOf(found, schema, source));
  }
  const value = valueAt(source.document.value, path);
  if (value === undefined) return [missing(path, issue.message, source)];
  const came =
    value === null
      ? emptiness(path, source)
      : `It is ${describe(value, path, source)}${quotesHint(issue, path, source)}.`;
  const what = path.length === 0 ? "The file" : where(path);
  const message = `${what} must be ${issue.message}. ${came}`;
  return [{ location: source.document.locate(path), message }];
}

/** Of several forms, the one that the value has except for something inside it: what is wrong there. */
function insideOf(issue: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] {
  const form = issue.errors.find(
    (issues) =>
      issues.length > 0 &&
      issues.every(({ path, code }) => path.length > 0 || code === "unrecognized_keys"),
  );
  return (form ?? []).map((found) => ({ ...found, path: [...issue.path, ...found.path] }));
}

function missing(path: Path, expected: string, source: Source): Problem {
  const parent = path.slice(0, -1);
  const place = source.document.locate(path);
  // A key that is missing at the top has no line of its own: the first character stands for the file.
  const location =
    parent.length > 0
      ? place
      : { ...place, endLine: place.startLine, endColumn: place.startColumn + 1 };
  const message = `"${show(path.at(-1) ?? "")}" is missing in ${where(parent)}. Add it: it must be ${expected}.`;
  return { location, message };
}

function unknownKey(path: Path, known: readonly string[], source: Source): Problem {
  const key = String(path.at(-1));
  const near = nearestName(key, known);
  const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
  const message = `"${show(key)}" is not a key of ${where(path.slice(0, -1))}.${hint} The keys are: ${known.join(", ")}.`;
  return { location: source.document.locateKey(path), message };
}

/** `__proto__` is a key that JavaScript objects treat apart: no schema check sees it, so it is looked for here. */
function findHiddenKeys(source: Source): readonly Problem[] {
  const found: Problem[] = [];
  const stack: { readonly path: Path; readonly value: Json | undefined }[] = [
    { path: [], value: source.document.value },
  ];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { path, value } = top;
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries())
        stack.push({ path: [...path, index], value: item });
    } else if (isJsonObject(value)) {
      for (const key of Object.keys(value)) {
        const inner = [...path, key];
        if (key !== "__proto__") stack.push({ path: inner, value: value[key] });
        else if (found.length < mostFindings) found.push(hiddenKey(inner, source));
      }
    }
  }
  return found;
}

function hiddenKey(path: Path, source: Source): Problem {
  const message = `"__proto__" can't be a key of ${where(path.slice(0, -1))}. Remove it.`;
  return { location: source.document.locateKey(path), message };
}

/** The keys that a schema knows at a path; none where it is open. */
function keysAt(schema: z.ZodType, path: Path): readonly string[] {
  let current: unknown = schema;
  for (const step of path) current = stepInto(unwrap(current), step);
  const target = unwrap(current);
  return target instanceof z.ZodObject ? Object.keys(target.shape) : [];
}

function stepInto(schema: unknown, step: string | number): unknown {
  if (schema instanceof z.ZodObject) return schema.shape[String(step)];
  if (schema instanceof z.ZodRecord) return schema.valueType;
  if (schema instanceof z.ZodArray) return schema.element;
  return undefined;
}

function unwrap(schema: unknown): unknown {
  const wraps =
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional;
  if (wraps) return unwrap(schema.unwrap());
  return schema;
}

/** A path as people write it: `teams.team-alpha.github`, `environments[0].name`. */
export function where(path: Path): string {
  if (path.length === 0) return "the file";
  const steps = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${show(step)}`));
  return steps.join("").replace(/^\./, "");
}

/** What came, in the words of the file, with a hint where YAML reads a word as something else. */
function describe(value: Json, path: Path, source: Source): string {
  const written = writtenAt(path, source);
  if (typeof value === "boolean") {
    if (/^(?:true|false)$/i.test(written)) return `${value}`;
    return `${show(written)}, which YAML reads as ${value}`;
  }
  if (typeof value === "number")
    return `the number ${show(written === "" ? String(value) : written)}`;
  if (typeof value === "string") return value === "" ? "an empty text" : `"${show(value)}"`;
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  return isJsonObject(value) && Object.keys(value).length === 0 ? "an empty map" : "a map";
}

/** Only where a text can pass: of a closed list, one that is in it. */
function quotesHint(issue: z.core.$ZodIssue, path: Path, source: Source): string {
  if (typeof valueAt(source.document.value, path) !== "boolean") return "";
  const written = writtenAt(path, source);
  if (/^(?:true|false)$/i.test(written)) return "";
  const closed = issue.code === "invalid_union" ? issue.errors.flat() : [issue];
  if (closed.some((one) => one.code === "invalid_value" && !one.values.includes(written)))
    return "";
  return `. Put it in quotes if the text is meant: "${show(written)}"`;
}

function emptiness(path: Path, source: Source): string {
  const { startLine } = source.document.locateKey(path);
  const line = source.text.split(/\r?\n/)[startLine - 1] ?? "";
  if (/:\s*#\S/.test(line))
    return "Nothing is there: a # without quotes starts a comment in YAML. Put the value in quotes.";
  if (/:\s*(?:null|~|Null|NULL)/.test(line)) return "It is null. Write a value, or remove the key.";
  return "Nothing stands there. Write a value, or remove the key.";
}

/** The text of a scalar as it stands in the file; empty where it spans lines. */
function writtenAt(path: Path, source: Source): string {
  const { startLine, startColumn, endLine, endColumn } = source.document.locate(path);
  if (startLine !== endLine) return "";
  const line = source.text.replace(/^\uFEFF/, "").split(/\r?\n/)[startLine - 1] ?? "";
  return line.slice(startColumn - 1, endColumn - 1);
}

/** Text from the file on one line, not longer than a message can bear. */
export function show(value: string | number): string {
  const line = String(value).replaceAll(/\p{Cc}+/gu, " ");
  return line.length > 80 ? `${line.slice(0, 77)}…` : line;
}
