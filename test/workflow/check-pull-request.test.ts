import { describe, expect, it } from "vitest";
import type { Judge } from "../../src/domain/ports/judge.ts";
import { judgeChange } from "../../src/policies/judge-change.ts";
import { checkPullRequest } from "../../src/workflow/check-pull-request.ts";
import { portsOf, World } from "./world.ts";

const judge: Judge = {
  judge: (input) => judgeChange(input, []),
  close: () => Promise.resolve(),
};

const deployment = (field: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: team-alpha }
spec:
  ${field}: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: "registry.example.com/web:1.0.0" }] }
`;

async function open(world: World, content: string): Promise<number> {
  const base = await world.host.readDefaultBranch();
  const files = [{ path: "apps/web.yaml", content }];
  const plan = { branch: "by-hand", title: "By hand", body: "", commitMessage: "", files };
  return (await world.host.ensurePullRequest(base, plan)).number;
}

describe("the check of a pull request that somebody opened", () => {
  it("suggests the change that mends it, once, however often it is checked", async () => {
    const world = new World();
    const ports = portsOf(world, { judge });
    const number = await open(world, deployment("replica"));
    await checkPullRequest(ports, number);
    await checkPullRequest(ports, number);
    expect(world.host.checks).toMatchObject([{ conclusion: "failure" }]);
    expect(world.host.suggestions).toMatchObject([
      { pull: number, path: "apps/web.yaml", startLine: 5, endLine: 5 },
    ]);
    expect(world.host.suggestions[0]?.body).toContain("```suggestion\n  replicas: 2\n```");
  });

  it("suggests nothing where nothing is wrong", async () => {
    const world = new World();
    await checkPullRequest(portsOf(world, { judge }), await open(world, deployment("replicas")));
    expect(world.host.checks).toMatchObject([{ conclusion: "success" }]);
    expect(world.host.suggestions).toEqual([]);
  });

  it("stands when GitHub takes no suggestions", async () => {
    const world = new World();
    const ports = portsOf(world, { judge });
    const number = await open(world, deployment("replica"));
    world.host.ensureSuggestions = () => Promise.reject(new Error("GitHub is not well"));
    await checkPullRequest(ports, number);
    expect(world.host.checks).toMatchObject([{ conclusion: "failure" }]);
  });

  it("fails on a manifest that could not be read, and not on a picture", async () => {
    const world = new World();
    const ports = portsOf(world, { judge });
    const number = await open(world, deployment("replicas"));
    world.host.readChange = () => Promise.resolve({ files: [], skipped: ["apps/huge.yaml"] });
    await checkPullRequest(ports, number);
    expect(world.host.checks).toMatchObject([
      { conclusion: "failure", annotations: [{ path: "apps/huge.yaml", level: "failure" }] },
    ]);
    world.host.readChange = () => Promise.resolve({ files: [], skipped: ["logo.png"] });
    await checkPullRequest(ports, number);
    expect(world.host.checks).toMatchObject([{ conclusion: "success" }]);
  });
});
