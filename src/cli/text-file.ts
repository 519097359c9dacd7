import { readFile, stat } from "node:fs/promises";
import { errorMessage } from "../domain/errors.ts";
import type { Location } from "../domain/location.ts";

/** A longer file is no manifest; the checks would refuse it too. */
const mostBytes = 4_000_000;

/** A file's text, or why there is none. */
export type TextFile =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "unread"; readonly why: string; readonly location?: Location };

/** Reads a file as UTF-8. Where bytes are none, the first of them is told by its place. */
export async function readTextFile(path: string, shown: string): Promise<TextFile> {
  const { size } = await stat(path);
  if (size > mostBytes) {
    return { kind: "unread", why: `it has ${size} bytes, and at most ${mostBytes} are read` };
  }
  try {
    return textOfBytes(await readFile(path), shown);
  } catch (error) {
    throw new Error(`${shown} can't be read: ${errorMessage(error)}`, { cause: error });
  }
}

/** The text of bytes that stand in a file of that name. */
export function textOfBytes(bytes: Buffer, shown: string): TextFile {
  if (bytes.includes(0)) return { kind: "unread", why: "it holds NUL bytes, so it is no text" };
  const text = bytes.toString("utf8");
  const bad = text.indexOf("\uFFFD");
  if (bad === -1 || Buffer.from(text).equals(bytes)) return { kind: "text", text };
  const at = firstInvalid(bytes, text);
  const before = text.slice(0, at).split("\n");
  const line = before.length;
  const column = (before.at(-1) ?? "").length + 1;
  const location = {
    path: shown,
    startLine: line,
    startColumn: column,
    endLine: line,
    endColumn: column + 1,
  };
  return {
    kind: "unread",
    why: "it is not UTF-8 from this character on. Save it as UTF-8",
    location,
  };
}

/** The first replacement character that stands for bytes which are no UTF-8, not for itself. */
function firstInvalid(bytes: Buffer, text: string): number {
  let offset = 0;
  let from = 0;
  for (let at = text.indexOf("\uFFFD"); at !== -1; at = text.indexOf("\uFFFD", at + 1)) {
    offset += Buffer.byteLength(text.slice(from, at));
    const isItself = bytes.subarray(offset, offset + 3).toString("hex") === "efbfbd";
    if (!isItself) return at;
    offset += 3;
    from = at + 1;
  }
  return 0;
}
