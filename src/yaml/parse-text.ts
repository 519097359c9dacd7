import { parseAllDocuments, type Document, type LineCounter } from "yaml";
import { errorMessage } from "../domain/errors.ts";
import { kubernetesTags } from "./kubernetes-tags.ts";

/** The documents of a YAML text as Kubernetes reads it, mistakes and all, or an error where nothing could be read. */
export function parseText(
  text: string,
  lineCounter?: LineCounter,
): readonly Document.Parsed[] | Error {
  try {
    const parsed = parseAllDocuments(text, {
      ...(lineCounter === undefined ? {} : { lineCounter }),
      schema: "failsafe",
      customTags: kubernetesTags,
      resolveKnownTags: false,
      uniqueKeys: false,
      merge: true,
      prettyErrors: false,
      version: "1.1",
    });
    return Array.isArray(parsed) ? parsed : [];
  } catch (error) {
    // Nesting that overflows the parser's own stack is thrown, not told.
    return error instanceof RangeError
      ? new Error("it is nested too deeply")
      : new Error(errorMessage(error));
  }
}
