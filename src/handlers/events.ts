import { checkRunHandler } from "./check-run.ts";
import type { WebhookHandler } from "./handler.ts";
import { issueCommentHandler } from "./issue-comment.ts";
import { issuesHandler } from "./issues.ts";
import { pullRequestReviewHandler } from "./pull-request-review.ts";
import { pullRequestHandler } from "./pull-request.ts";
import { pushHandler } from "./push.ts";

/** Every GitHub event that Causeway handles. A new event is one new file and one line here; app.yml must list it. */
export const webhookHandlers: readonly WebhookHandler[] = [
  checkRunHandler,
  issueCommentHandler,
  issuesHandler,
  pullRequestHandler,
  pullRequestReviewHandler,
  pushHandler,
];

/** The names of the events in `app.yml`. */
export const handledEvents: readonly string[] = webhookHandlers.map(({ event }) => event);
