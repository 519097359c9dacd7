import { Hono, type Context } from "hono";
import { z } from "zod";
import { addComment, editComment, editIssue, type World } from "./acts.ts";
import { page } from "./pages.ts";
import { Refused } from "./refused.ts";
import { commentShape, issueShape, userShape } from "./shapes.ts";
import type { Issue } from "./state.ts";

const newComment = z.object({ body: z.string().min(1).max(65_536) });
const reaction = z.object({
  content: z.enum(["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"]),
});
const now = (): string => new Date().toISOString();
const issueEdit = z.object({
  title: z.string().optional(),
  body: z.string().optional(),
  state: z.enum(["open", "closed"]).optional(),
  state_reason: z.string().nullish(),
});

/** Issues and their comments, as the App's bot reads and writes them. */
export function issueRoutes(world: World): Hono {
  const { state } = world;
  const routes = new Hono();
  const issueOf = (context: Context): Issue => {
    const issue = state.issue(Number(context.req.param("number")));
    if (issue === undefined) throw new Refused(404, "Not Found");
    return issue;
  };
  routes.patch("/issues/comments/:id", async (context) => {
    const comment = state.comments.find(({ id }) => id === Number(context.req.param("id")));
    if (comment === undefined) throw new Refused(404, "Not Found");
    if (comment.author.login !== state.bot.login)
      throw new Refused(403, "Resource not accessible by integration");
    editComment(world, comment, newComment.parse(await context.req.json()).body);
    return context.json(commentShape(state, comment));
  });
  routes.post("/issues/comments/:id/reactions", async (context) => {
    const comment = state.comments.find(({ id }) => id === Number(context.req.param("id")));
    if (comment === undefined) throw new Refused(404, "Not Found");
    const { content } = reaction.parse(await context.req.json());
    const known = state.reactions.find(
      (each) => each.comment === comment.id && each.content === content,
    );
    const made = known ?? { id: state.nextId(), comment: comment.id, content, createdAt: now() };
    if (known === undefined) state.reactions.push(made);
    return context.json(
      {
        id: made.id,
        node_id: `REA_${made.id}`,
        user: userShape(state.bot),
        content,
        created_at: made.createdAt,
      },
      known === undefined ? 201 : 200,
    );
  });
  routes.get("/issues/:number", (context) => context.json(issueShape(state, issueOf(context))));
  routes.patch("/issues/:number", async (context) => {
    const issue = issueOf(context);
    const { state_reason, ...edit } = issueEdit.parse(await context.req.json());
    editIssue(world, state.bot, issue, { ...edit, stateReason: state_reason });
    return context.json(issueShape(state, issue));
  });
  routes.get("/issues/:number/comments", (context) => {
    const { number } = issueOf(context);
    const comments = state.comments.filter(({ issue }) => issue === number);
    return page(context, comments, (comment) => commentShape(state, comment));
  });
  routes.post("/issues/:number/comments", async (context) => {
    const { body } = newComment.parse(await context.req.json());
    const comment = addComment(world, state.bot, issueOf(context), body);
    return context.json(commentShape(state, comment), 201);
  });
  return routes;
}
