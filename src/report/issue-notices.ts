import { escapeMarkdown } from "../templates/markdown-escape.ts";

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

/** The marker of the comment that says that an issue could not be worked on. */
export const putAsideMarker = "<!-- causeway:put-aside -->";

/** A comment for an issue that could not be turned into a request, through no fault of the person who opened it. */
export function putAsideComment(attempts: number): string {
  const tries = attempts === 1 ? "One try" : `${attempts} tries`;
  return [
    putAsideMarker,
    `**Something went wrong on our side with this request.** ${tries} did not help, so it stands still.`,
    "Nothing is lost: the platform team sees the error and can let it go on. Ask them if it is urgent.",
  ].join("\n\n");
}
