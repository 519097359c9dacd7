import { Hono, type Context } from "hono";
import { z } from "zod";
import { authorOf, branchMoved, setPullState, type World } from "./acts.ts";
import { Refused } from "./refused.ts";
import { repositoryShape, userShape } from "./shapes.ts";

const jsonObject = z.record(z.string(), z.unknown());
const newRef = z.object({ ref: z.string(), sha: z.string() });

export interface Access {
  readonly writers: readonly string[];
}

/** The repository, its Git objects and who may write to it. */
export function repositoryRoutes(world: World, { writers }: Access): Hono {
  const { state, git } = world;
  const routes = new Hono();
  routes.get("/", (context) => context.json(repositoryShape(state)));
  routes.get("/collaborators/:login/permission", (context) => {
    const account = state.accounts.get(context.req.param("login"));
    if (account === undefined) throw new Refused(404, "Not Found");
    const permission = writers.includes(account.login) ? "write" : "read";
    return context.json({ permission, role_name: permission, user: userShape(account) });
  });
  routes.get("/branches/:branch{.+}", async (context) => {
    const name = context.req.param("branch");
    const sha = await git.branch(name);
    if (sha === undefined) throw new Refused(404, "Branch not found");
    const response = await git.pass("GET", `/repos/${state.fullName}/commits/${sha}`, undefined);
    const url = `https://api.github.com/repos/${state.fullName}/branches/${name}`;
    return context.json({
      name,
      commit: await response.json(),
      _links: { self: url, html: url },
      protected: false,
      protection: { enabled: false },
      protection_url: `${url}/protection`,
    });
  });
  routes.post("/git/commits", async (context) => {
    const asked = jsonObject.parse(await context.req.json());
    // Without an author GitHub takes the App's bot and signs the commit.
    const author = { ...authorOf(state.bot), date: new Date().toISOString() };
    return passOn(world, context, { author, ...asked });
  });
  routes.post("/git/refs", async (context) => {
    const asked = newRef.parse(await context.req.json());
    const response = await passOn(world, context, asked);
    if (response.ok && asked.ref.startsWith("refs/heads/")) {
      const branch = asked.ref.slice("refs/heads/".length);
      await branchMoved(world, state.bot, branch, { before: undefined, after: asked.sha });
    }
    return response;
  });
  // Octokit writes the slashes of a ref as %2F: they are there only after decoding.
  routes.delete("/git/refs/:ref{.+}", async (context) => {
    const [, branch] = /^heads\/(.+)$/.exec(context.req.param("ref")) ?? [];
    if (branch === undefined || (await git.branch(branch)) === undefined)
      throw new Refused(422, "Reference does not exist");
    await deleteBranch(world, state.bot.login, branch);
    return context.body(null, 204);
  });
  for (const path of ["/git/*", "/compare/*"]) {
    routes.all(path, async (context) => {
      const text = await context.req.text();
      return passOn(world, context, text === "" ? undefined : JSON.parse(text));
    });
  }
  return routes;
}

/** A deleted branch closes the pull requests that came from it. */
export async function deleteBranch(world: World, login: string, branch: string): Promise<void> {
  const { state, git } = world;
  await git.deleteBranch(branch);
  const person = login === state.bot.login ? state.bot : state.account(login);
  for (const issue of state.pulls())
    if (issue.pull.headRef === branch) await setPullState(world, person, issue, "closed");
}

async function passOn({ git }: World, context: Context, body: unknown): Promise<Response> {
  const { pathname, search } = new URL(context.req.url);
  const response = await git.pass(context.req.method, `${pathname}${search}`, body);
  const text = response.status === 204 ? null : await response.text();
  return new Response(text, {
    status: response.status,
    headers: { "content-type": response.headers.get("content-type") ?? "application/json" },
  });
}
