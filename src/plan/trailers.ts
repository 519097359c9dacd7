import type { ChangeRequest } from "../domain/request.ts";
import { oneLine } from "../templates/untrusted-text.ts";

/** The key of the trailer that names the request in every commit that carries it. */
export const requestTrailer = "Causeway-Request";

/**
 * A commit message: subject, body, trailers. Every text that people can influence is put on one line, so that none
 * can bring a trailer of its own: git reads trailers only in the last paragraph, and that one is ours.
 */
export function commitMessage(
  request: ChangeRequest,
  { subject, body }: { readonly subject: string; readonly body: readonly string[] },
): string {
  const trailers = [
    `${requestTrailer}: ${oneLine(request.id)}`,
    `Requested-by: ${oneLine(request.requester.githubLogin)}`,
  ];
  return [oneLine(subject), ...body.map(oneLine), trailers.join("\n")].join("\n\n");
}
