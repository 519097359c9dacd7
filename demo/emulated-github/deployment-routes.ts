import { Hono } from "hono";
import { z } from "zod";
import type { World } from "./acts.ts";
import { Refused } from "./refused.ts";
import { deploymentShape, deploymentStatusShape } from "./shapes.ts";
import type { Deployment, DeploymentStatus, State } from "./state.ts";

const maxDescription = 140;

const newDeployment = z.object({
  ref: z.string(),
  task: z.string().default("deploy"),
  auto_merge: z.boolean().default(true),
  required_contexts: z.array(z.string()).optional(),
  payload: z.union([z.record(z.string(), z.unknown()), z.string()]).default({}),
  environment: z.string().min(1).max(255).default("production"),
  description: z.string().nullish(),
  transient_environment: z.boolean().default(false),
  production_environment: z.boolean().optional(),
});

const newStatus = z.object({
  state: z.enum(["error", "failure", "inactive", "in_progress", "queued", "pending", "success"]),
  description: z
    .string()
    .max(maxDescription, "description is too long (maximum is 140)")
    .default(""),
  log_url: z.string().default(""),
  target_url: z.string().default(""),
  environment_url: z.string().default(""),
  environment: z.string().optional(),
  auto_inactive: z.boolean().default(true),
});

/** Deployments and their statuses, as GitHub's REST reference describes them. */
export function deploymentRoutes(world: World): Hono {
  const { state } = world;
  const routes = new Hono();
  routes.get("/deployments", (context) => {
    const { sha, ref, task, environment } = context.req.query();
    const found = state.deployments.filter(
      (one) =>
        (sha === undefined || one.sha === sha) &&
        (ref === undefined || one.ref === ref) &&
        (task === undefined || one.task === task) &&
        (environment === undefined || one.environment === environment),
    );
    const { page, perPage } = pageOf(context.req.query());
    const shown = found.toReversed().slice((page - 1) * perPage, page * perPage);
    return context.json(shown.map((one) => deploymentShape(state, one)));
  });
  routes.post("/deployments", async (context) => {
    const asked = newDeployment.parse(await context.req.json());
    const sha = await resolveRef(world, asked.ref);
    assertChecksPassed(state, asked, sha);
    const at = new Date().toISOString();
    const deployment: Deployment = {
      id: state.nextId(),
      sha,
      ref: asked.ref,
      task: asked.task,
      payload: asked.payload,
      environment: asked.environment,
      description: asked.description ?? null,
      isTransient: asked.transient_environment,
      isProduction: asked.production_environment ?? asked.environment === "production",
      createdAt: at,
      statuses: [],
    };
    state.deployments.push(deployment);
    return context.json(deploymentShape(state, deployment), 201);
  });
  routes.get("/deployments/:id/statuses", (context) => {
    const deployment = deploymentOf(state, context.req.param("id"));
    const { page, perPage } = pageOf(context.req.query());
    const shown = deployment.statuses.toReversed().slice((page - 1) * perPage, page * perPage);
    return context.json(shown.map((status) => deploymentStatusShape(state, deployment, status)));
  });
  routes.post("/deployments/:id/statuses", async (context) => {
    const deployment = deploymentOf(state, context.req.param("id"));
    const asked = newStatus.parse(await context.req.json());
    const status = addStatus(state, deployment, {
      state: asked.state,
      description: asked.description,
      logUrl: asked.log_url === "" ? asked.target_url : asked.log_url,
      environmentUrl: asked.environment_url,
    });
    if (asked.auto_inactive && asked.state === "success") retireOthers(state, deployment);
    return context.json(deploymentStatusShape(state, deployment, status), 201);
  });
  return routes;
}

async function resolveRef({ git }: World, ref: string): Promise<string> {
  const branch = await git.branch(ref);
  if (branch !== undefined) return branch;
  await git.commit(ref).catch(() => {
    throw new Refused(422, `No ref found for: ${ref}`);
  });
  return ref;
}

/** Without `required_contexts` every check must have passed; an empty list asks for none. */
function assertChecksPassed(
  state: State,
  { ref, required_contexts: required }: z.infer<typeof newDeployment>,
  sha: string,
): void {
  const runs = state.checkRuns.filter(({ headSha }) => headSha === sha);
  const names = required ?? [...new Set(runs.map(({ name }) => name))];
  const contexts = names.map((context) => {
    const run = runs.findLast(({ name }) => name === context);
    return { context, state: run?.conclusion ?? "pending" };
  });
  if (contexts.every((one) => one.state === "success")) return;
  throw new Refused(409, `Conflict: Commit status checks failed for ${ref}.`, [
    { contexts, resource: "Deployment", field: "required_contexts", code: "invalid" },
  ]);
}

function deploymentOf(state: State, id: string): Deployment {
  const deployment = state.deployments.find((one) => one.id === Number(id));
  if (deployment === undefined) throw new Refused(404, "Not Found");
  return deployment;
}

function addStatus(
  state: State,
  deployment: Deployment,
  said: Pick<DeploymentStatus, "state" | "description" | "logUrl" | "environmentUrl">,
): DeploymentStatus {
  const status = { id: state.nextId(), createdAt: new Date().toISOString(), ...said };
  deployment.statuses.push(status);
  return status;
}

/** A success makes the earlier successes of its environment inactive, unless they are transient or in production. */
function retireOthers(state: State, deployment: Deployment): void {
  for (const other of state.deployments) {
    const isPrior = other.id < deployment.id && other.environment === deployment.environment;
    if (!isPrior || other.isTransient || other.isProduction) continue;
    if (other.statuses.at(-1)?.state !== "success") continue;
    addStatus(state, other, { state: "inactive", description: "", logUrl: "", environmentUrl: "" });
  }
}

function pageOf(query: Readonly<Record<string, string>>): { page: number; perPage: number } {
  return { page: Number(query["page"] ?? 1), perPage: Number(query["per_page"] ?? 30) };
}
