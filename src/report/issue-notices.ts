import { escapeMarkdown } from "./escape-markdown.ts";

/** The marker of the comment that says why an issue is no request. */
export const refusalMarker = "<!-- causeway:refusal -->";

/** A comment for an issue that was sent in by a form and can't become a request. */
export function refusalComment(message: string): string {
  return [
    refusalMarker,
    "**This could not be taken as a request.** Nothing was changed.",
    escapeMarkdown(message),
    "This issue is closed. Open a new one with the form when you have what it needs.",
  ].join("\n\n");
}
