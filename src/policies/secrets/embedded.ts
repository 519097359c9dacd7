import { isJsonObject, stringAt, valueAt, type Json, type JsonObject } from "../../domain/json.ts";

/** A text that stands in an object in another form: decoded from base64, or joined from a name and a value. */
export interface EmbeddedText {
  readonly path: readonly (string | number)[];
  readonly text: string;
}

/** The values of a Secret's `data`, decoded; and of each environment variable, as `NAME=value`. */
export function embeddedTexts(object: JsonObject): readonly EmbeddedText[] {
  const data = object["kind"] === "Secret" ? valueAt(object, ["data"]) : undefined;
  const decoded = isJsonObject(data)
    ? Object.entries(data).flatMap(([key, value]) =>
        typeof value === "string"
          ? [{ path: ["data", key], text: Buffer.from(value, "base64").toString("utf8") }]
          : [],
      )
    : [];
  return [...decoded, ...environmentOf(object)];
}

function environmentOf(object: JsonObject): readonly EmbeddedText[] {
  const found: EmbeddedText[] = [];
  const rest: { readonly value: Json | undefined; readonly path: readonly (string | number)[] }[] =
    [{ value: object["spec"], path: ["spec"] }];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const { value, path } = next;
    if (Array.isArray(value)) {
      rest.push(
        ...(value as readonly Json[]).map((item, index) => ({
          value: item,
          path: [...path, index],
        })),
      );
    } else if (isJsonObject(value)) {
      const name = stringAt(value, ["name"]);
      const literal = stringAt(value, ["value"]);
      if (name !== undefined && literal)
        found.push({ path: [...path, "value"], text: `${name}=${literal}` });
      rest.push(
        ...Object.entries(value).map(([key, item]) => ({ value: item, path: [...path, key] })),
      );
    }
  }
  return found;
}

/** `NAME=value` where the name says that the value is a credential and the value is no reference or placeholder. */
export function looksLikeCredential(text: string): boolean {
  const equals = text.indexOf("=");
  const name = text.slice(0, equals);
  const value = text.slice(equals + 1);
  if (!/(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY)$/i.test(name))
    return false;
  return value.length >= 8 && !/[\s<>{}$/]|^(?:true|false|change-?me|example)/i.test(value);
}

/** What stands in a file until a value is put in its place, and nothing else. */
const placeholder =
  /^(?:<[^>]*>|\$\{[^}]*\}|\$\([^)]*\)|\{\{.*\}\}|x{3,}|\*{3,}|(?:please[-_ ]?)?(?:change|replace|set|insert)[-_ ]?(?:me|it|this)|todo|placeholder|dummy|redacted|(?:ref\+|vault:|op:\/\/).+)$/is;

/** Whether a Secret's values are readable in the file: not encrypted by SOPS, not empty, and not all placeholders. */
export function hasLiteralValues(object: JsonObject): boolean {
  if (object["apiVersion"] !== "v1" || object["kind"] !== "Secret" || isJsonObject(object["sops"]))
    return false;
  return ["data", "stringData"].some((field) => {
    const values = object[field];
    return (
      isJsonObject(values) &&
      Object.values(values).some((value) => typeof value === "string" && isLiteral(value, field))
    );
  });
}

function isLiteral(value: string, field: string): boolean {
  if (value === "" || placeholder.test(value)) return false;
  return (
    field !== "data" || !placeholder.test(Buffer.from(value, "base64").toString("utf8").trim())
  );
}
