/**
 * The CEL library has no message literals, which mutations are written with: `Object.spec{replicas: 3}` and
 * `JSONPatch{op: "add", …}`. Their values are plain data, so they are rewritten as maps before they are compiled:
 * `dyn({"replicas": dyn(3)})`. `dyn`, so that fields of several types may stand in one of them, and several of them in
 * one list or condition.
 * `jsonpatch.escapeKey(…)` becomes what it does.
 *
 * Not covered: reading a field of a literal directly (`JSONPatch{op: "add"}.op`) in `has`.
 */
export type Rewritten =
  | { readonly kind: "plain"; readonly expression: string }
  | { readonly kind: "problem"; readonly message: string };

/** Rewrites an expression; a literal whose type is not that of its field is a problem, as in the cluster. */
export function withoutConstructors(expression: string): Rewritten {
  const open: Frame[] = [];
  let written = "";
  for (const token of tokensOf(expression)) {
    const { text } = token;
    const opened = frameOf(text);
    if (opened !== undefined) {
      const mismatch = mismatchOf(
        opened,
        open.findLast(({ type }) => type !== undefined),
      );
      if (mismatch !== undefined) return { kind: "problem", message: mismatch };
      open.push(opened);
      written += opened.opens;
    } else if (closing.test(text)) {
      const closed = open.pop();
      written += endOfField(closed) + (closed?.closes ?? text);
    } else {
      const frame = open.at(-1);
      if (text === ",") written += endOfField(frame);
      const named = frame?.type === undefined ? undefined : fieldName.exec(text)?.groups;
      if (frame !== undefined && named !== undefined && frame.atField) {
        const name = named["name"] ?? named["quoted"] ?? "";
        frame.field = name;
        written += `${named["optional"] ?? ""}${JSON.stringify(name)}: dyn(`;
      } else {
        written += text;
      }
      if (frame !== undefined && !blank.test(text)) frame.atField = text === ",";
    }
  }
  return { kind: "plain", expression: written };
}

/** Closes what was opened around the field's value. */
function endOfField(frame: Frame | undefined): string {
  return frame?.type === undefined || frame.atField ? "" : ")";
}

/** A bracket that is open, and what it was opened by. */
interface Frame {
  /** `Object.spec` or `JSONPatch`; undefined for any other bracket. */
  readonly type?: string;
  readonly opens: string;
  readonly closes: string;
  /** The field whose value is being read. */
  field?: string;
  /** The next word names a field. */
  atField: boolean;
}

const blank = /^(?:\s+|\/\/.*)$/;
const closing = /^[)\]}]$/;
const fieldName = /^(?<optional>\?\s*)?(?:(?<name>[A-Za-z_]\w*)|`(?<quoted>[^`]*)`)\s*:$/;

/** Texts, comments, literals' openings, names with a colon, brackets, and whatever else, one after the other. */
const token =
  /[rRbB]{0,2}(?:"""[^]*?"""|'''[^]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|\/\/[^\n]*|(?<![.\w])(?:Object(?:\s*\.\s*\w+)*|JSONPatch)\s*\{|(?<![.\w])jsonpatch\s*\.\s*escapeKey\s*\(|(?:\?\s*)?(?:[A-Za-z_]\w*|`[^`]*`)\s*:|\w+|\s+|[^]/g;

function tokensOf(expression: string): readonly { readonly text: string }[] {
  return [...expression.matchAll(token)].map(([text]) => ({ text }));
}

function frameOf(text: string): Frame | undefined {
  if (/^(?:Object|JSONPatch)\b.*\{$/s.test(text)) {
    const type = text.slice(0, -1).replaceAll(/\s/g, "");
    return { type, opens: "dyn({", closes: "})", atField: true };
  }
  if (text.startsWith("jsonpatch")) {
    const escaped = ').replace("~", "~0").replace("/", "~1")';
    return { opens: "(", closes: escaped, atField: false };
  }
  const closes = { "(": ")", "[": "]", "{": "}" }[text];
  return closes === undefined ? undefined : { opens: text, closes, atField: false };
}

/** Kubernetes compares a literal's type with the fields that lead to it (pkg/cel/mutation CheckTypeNamesMatchFieldPathNames). */
function mismatchOf(opened: Frame, around: Frame | undefined): string | undefined {
  if (opened.type === undefined || around?.type === undefined) return undefined;
  if (!opened.type.startsWith("Object") || !around.type.startsWith("Object")) return undefined;
  const expected = `${around.type}.${around.field ?? ""}`;
  if (opened.type === expected) return undefined;
  return `type mismatch: ${opened.type} stands where its fields need ${expected}`;
}
