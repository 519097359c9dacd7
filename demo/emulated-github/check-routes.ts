import { Hono } from "hono";
import { z } from "zod";
import type { World } from "./acts.ts";
import { seenAnnotation } from "./protocol.ts";
import { Refused } from "./refused.ts";
import { checkRunShape } from "./shapes.ts";
import type { CheckRun } from "./state.ts";
import { emit } from "./webhooks.ts";

const fields = z.object({
  external_id: z.string().optional(),
  status: z.string().optional(),
  conclusion: z.string().optional(),
  output: z
    .object({
      title: z.string(),
      summary: z.string().max(65_535),
      annotations: z.array(seenAnnotation).max(50).default([]),
    })
    .optional(),
});
const newRun = fields.extend({ name: z.string(), head_sha: z.string() });

/** Check runs, as the App writes them. Annotations of a later call are added to the earlier ones. */
export function checkRoutes({ state, git }: World): Hono {
  const routes = new Hono();
  routes.post("/check-runs", async (context) => {
    const asked = newRun.parse(await context.req.json());
    await git.commit(asked.head_sha).catch(() => {
      throw new Refused(422, `No commit found for SHA: ${asked.head_sha}`);
    });
    const run: CheckRun = {
      id: state.nextId(),
      name: asked.name,
      headSha: asked.head_sha,
      startedAt: new Date().toISOString(),
      externalId: "",
      status: "queued",
      conclusion: null,
      completedAt: null,
      title: "",
      summary: "",
      annotations: [],
    };
    write(run, asked);
    state.checkRuns.push(run);
    emit(state, state.bot, "check_run", {
      action: "created",
      check_run: checkRunShape(state, run),
    });
    return context.json(checkRunShape(state, run), 201);
  });
  routes.patch("/check-runs/:id", async (context) => {
    const run = state.checkRuns.find(({ id }) => id === Number(context.req.param("id")));
    if (run === undefined) throw new Refused(404, "Not Found");
    write(run, fields.parse(await context.req.json()));
    return context.json(checkRunShape(state, run));
  });
  routes.get("/commits/:ref/check-runs", (context) => {
    const name = context.req.query("check_name");
    const runs = state.checkRuns.filter(
      (run) =>
        run.headSha === context.req.param("ref") && (name === undefined || run.name === name),
    );
    const latest = [...new Map(runs.map((run) => [run.name, run])).values()];
    const check_runs = latest.map((run) => checkRunShape(state, run));
    return context.json({ total_count: check_runs.length, check_runs });
  });
  return routes;
}

function write(run: CheckRun, asked: z.infer<typeof fields>): void {
  run.externalId = asked.external_id ?? run.externalId;
  run.status = asked.conclusion === undefined ? (asked.status ?? run.status) : "completed";
  run.conclusion = asked.conclusion ?? run.conclusion;
  run.completedAt = run.status === "completed" ? new Date().toISOString() : null;
  run.title = asked.output?.title ?? run.title;
  run.summary = asked.output?.summary ?? run.summary;
  run.annotations.push(...(asked.output?.annotations ?? []));
}
