import { TerminalError } from "../domain/errors.ts";
import type { Conversation } from "../domain/ports/conversation.ts";
import type { RepositoryHost } from "../domain/ports/repository-host.ts";
import { repositoryName, type RepositoryRef } from "../domain/repository.ts";
import type { Reply, Report } from "../domain/report.ts";
import type { MessageRef, RequestRecord } from "../domain/request.ts";

/** How a report and a reply become Markdown, with everything that people typed escaped. */
export interface MarkdownRenderer {
  readonly renderReportMarkdown: (report: Report) => string;
  readonly renderReplyMarkdown: (reply: Reply) => string;
}

/** The mark of a request's message, and of each of its replies. Request ids and reply kinds are ours and plain. */
export function reportMarker(requestId: string): string {
  return `<!-- causeway:report=${requestId} -->`;
}

export function replyMarker(requestId: string, kind: string): string {
  return `<!-- causeway:reply=${requestId}:${kind} -->`;
}

/**
 * GitHub's side of a request: one comment that is edited and further comments as replies, on the issue or pull request
 * where it was asked; an issue is closed at the end.
 */
export function createIssueConversation(
  host: Pick<RepositoryHost, "ensureComment" | "closeIssue">,
  renderer: MarkdownRenderer,
  configurationRepository: RepositoryRef,
): Conversation {
  async function ensure(
    record: RequestRecord,
    comment: { readonly marker: string; readonly body: string; readonly knownId?: string },
  ): Promise<MessageRef> {
    const { repository, number } = placeOf(record, configurationRepository);
    const id = await host.ensureComment(repository, number, comment);
    return { channel: `${repositoryName(repository)}#${number}`, id };
  }

  return {
    ensureMessage: (record, report) => {
      const marker = reportMarker(record.request.id);
      const body = renderer.renderReportMarkdown(report);
      const known = record.message;
      return ensure(record, {
        marker,
        body,
        ...(known === undefined ? {} : { knownId: known.id }),
      });
    },
    ensureReply: (record, _message, reply) =>
      ensure(record, {
        marker: replyMarker(reply.requestId, reply.kind),
        body: renderer.renderReplyMarkdown(reply),
      }),
    close: async (record, outcome) => {
      if (record.thread.surface !== "issue") return;
      const { repository, number } = record.thread;
      const reason = outcome === "completed" ? "completed" : "not_planned";
      await host.closeIssue(repository, number, reason);
    },
  };
}

function placeOf(
  { thread, request, pullRequest }: RequestRecord,
  configurationRepository: RepositoryRef,
): { readonly repository: RepositoryRef; readonly number: number } {
  if (thread.surface === "issue" || thread.surface === "pullRequest") return thread;
  if (thread.surface === "own" && pullRequest !== undefined) {
    const { repository = configurationRepository, number } = pullRequest;
    return { repository, number };
  }
  throw new TerminalError(`The request ${request.id} has no place on GitHub where it is told.`);
}
