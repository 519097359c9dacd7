import { api, example, userShape, web, type Shape } from "./shapes.ts";
import type { ReviewComment, State } from "./state.ts";

const template = example("pull_request_review_comment", "created", "comment");

/** A comment on lines of a pull request's file. */
export function reviewCommentShape(state: State, comment: ReviewComment): Shape {
  const pull = `${api}/repos/${state.fullName}/pulls/${comment.pull}`;
  const url = `${api}/repos/${state.fullName}/pulls/comments/${comment.id}`;
  const page = `${web}/${state.fullName}/pull/${comment.pull}#discussion_r${comment.id}`;
  return {
    ...template,
    id: comment.id,
    url,
    user: userShape(comment.author),
    body: comment.body,
    path: comment.path,
    commit_id: comment.commitSha,
    original_commit_id: comment.commitSha,
    start_line: comment.startLine,
    original_start_line: comment.startLine,
    start_side: comment.startLine === null ? null : "RIGHT",
    line: comment.line,
    original_line: comment.line,
    side: "RIGHT",
    subject_type: "line",
    created_at: comment.createdAt,
    updated_at: comment.createdAt,
    html_url: page,
    pull_request_url: pull,
    _links: { self: { href: url }, html: { href: page }, pull_request: { href: pull } },
  };
}
