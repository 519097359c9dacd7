import { Hono } from "hono";
import { z } from "zod";
import {
  addComment,
  addReview,
  dismissReview,
  editIssue,
  openIssue,
  openPull,
  push,
  setPullState,
  type World,
} from "./acts.ts";
import { setDraft, setLabel } from "./holding-back.ts";
import { squash } from "./merging.ts";
import { fault } from "./protocol.ts";
import { deleteBranch } from "./repository-routes.ts";
import { checkRunShape } from "./shapes.ts";
import type { Issue, PullIssue } from "./state.ts";
import { views } from "./views.ts";
import { emit } from "./webhooks.ts";

const person = z.object({ login: z.string() });
const numbered = person.extend({ number: z.number() });
const edits = z.record(z.string(), z.string().nullable());

type Act = (world: World, body: unknown) => unknown;

/** An act of a person: what goes in is parsed, what comes out is JSON. */
function act<Schema extends z.ZodType>(
  schema: Schema,
  run: (world: World, input: z.output<Schema>) => unknown,
): Act {
  return (world, body) => run(world, schema.parse(body));
}

function issueOf({ state }: World, number: number): Issue {
  const issue = state.issue(number);
  if (issue === undefined) throw new Error(`There is no issue #${number}.`);
  return issue;
}

function pullOf({ state }: World, number: number): PullIssue {
  const issue = state.pull(number);
  if (issue === undefined) throw new Error(`There is no pull request #${number}.`);
  return issue;
}

const acts: Readonly<Record<string, Act>> = {
  "open-issue": act(
    person.extend({ title: z.string(), body: z.string() }),
    (world, { login, title, body }) =>
      openIssue(world, world.state.account(login), title, body).number,
  ),
  "edit-issue": act(
    numbered.extend({ title: z.string().optional(), body: z.string().optional() }),
    (world, { login, number, ...edit }) =>
      editIssue(world, world.state.account(login), issueOf(world, number), edit),
  ),
  "close-issue": act(numbered, (world, { login, number }) =>
    editIssue(world, world.state.account(login), issueOf(world, number), { state: "closed" }),
  ),
  comment: act(
    numbered.extend({ body: z.string() }),
    (world, { login, number, body }) =>
      addComment(world, world.state.account(login), issueOf(world, number), body).id,
  ),
  "delete-comment": act(person.extend({ id: z.number() }), ({ state }, { id }) => {
    const index = state.comments.findIndex((comment) => comment.id === id);
    if (index === -1) throw new Error(`There is no comment ${id}.`);
    state.comments.splice(index, 1);
  }),
  review: act(
    numbered.extend({
      event: z.enum(["APPROVE", "REQUEST_CHANGES", "COMMENT"]),
      body: z.string().default(""),
    }),
    (world, { login, number, ...given }) =>
      void addReview(world, world.state.account(login), pullOf(world, number), given),
  ),
  "dismiss-review": act(
    numbered.extend({ reviewer: z.string() }),
    (world, { login, number, reviewer }) =>
      dismissReview(world, world.state.account(login), pullOf(world, number), reviewer),
  ),
  "open-pull-request": act(
    person.extend({ branch: z.string(), title: z.string(), files: edits }),
    async (world, { login, branch, title, files }) => {
      const author = world.state.account(login);
      await push(world, author, branch, { edits: files, message: title });
      const asked = {
        title,
        body: "",
        head: branch,
        base: world.state.defaultBranch,
        draft: false,
      };
      return (await openPull(world, author, asked)).number;
    },
  ),
  "set-pull-state": act(
    numbered.extend({ state: z.enum(["open", "closed"]) }),
    (world, { login, number, state }) =>
      setPullState(world, world.state.account(login), pullOf(world, number), state),
  ),
  "set-label": act(
    numbered.extend({ name: z.string(), on: z.boolean() }),
    (world, { login, number, ...label }) =>
      setLabel(world, world.state.account(login), pullOf(world, number), label),
  ),
  "set-draft": act(numbered.extend({ draft: z.boolean() }), (world, { login, number, draft }) =>
    setDraft(world, world.state.account(login), pullOf(world, number), draft),
  ),
  merge: act(numbered, (world, { login, number }) =>
    squash(world, world.state.account(login), pullOf(world, number), {}),
  ),
  push: act(
    person.extend({ files: edits, branch: z.string().optional() }),
    (world, { login, files, branch }) => {
      const message = `Change ${Object.keys(files).join(", ")}`;
      const target = branch ?? world.state.defaultBranch;
      return push(world, world.state.account(login), target, { edits: files, message });
    },
  ),
  "delete-branch": act(person.extend({ branch: z.string() }), (world, { login, branch }) =>
    deleteBranch(world, login, branch),
  ),
  "rerun-check": act(person.extend({ id: z.number() }), ({ state }, { login, id }) => {
    const run = state.checkRuns.find((each) => each.id === id);
    if (run === undefined) throw new Error(`There is no check run ${id}.`);
    const fields = { action: "rerequested", check_run: checkRunShape(state, run) };
    emit(state, state.account(login), "check_run", fields);
  }),
  "forget-calls": ({ state }) => {
    state.calls = [];
  },
  "fail-next": act(z.object({ count: z.number(), fault }), ({ state }, input) => {
    state.faults.push({ left: input.count, fault: input.fault });
  }),
  "clear-faults": ({ state }) => {
    state.faults.length = 0;
  },
  "drop-webhooks": act(z.object({ on: z.boolean() }), ({ state }, { on }) => {
    state.webhooksDropped = on;
  }),
  "set-webhook-url": act(z.object({ url: z.string() }), ({ state }, { url }) => {
    state.app.webhookUrl = url;
  }),
  "revoke-tokens": ({ state }) => state.tokens.clear(),
};

/** What people do and see, over HTTP: POST /_control/<act> with a JSON body. */
export function controlRoutes(world: World): Hono {
  const routes = new Hono();
  routes.onError((error, context) => context.json({ message: error.message }, 400));
  for (const [name, run] of Object.entries({ ...acts, ...views })) {
    routes.post(`/${name}`, async (context) => {
      const result = await run(world, await context.req.json());
      return context.json(result === undefined ? null : result);
    });
  }
  return routes;
}
