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
  const { id, requester } = request;
  const trailers = trailerLines({ id, githubLogin: requester.githubLogin });
  return [oneLine(subject), ...body.map(oneLine), trailers.join("\n")].join("\n\n");
}

/** The trailers of every commit that a request makes: which one, and who asked. */
export function trailerLines({
  id,
  githubLogin,
}: {
  readonly id: string;
  readonly githubLogin: string;
}): readonly string[] {
  return [`${requestTrailer}: ${oneLine(id)}`, `Requested-by: ${oneLine(githubLogin)}`];
}
