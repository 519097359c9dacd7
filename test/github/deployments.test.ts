import { describe, expect, it } from "vitest";
import { TerminalError } from "../../src/domain/errors.ts";
import type {
  DeploymentPlan,
  DeploymentStatusPlan,
} from "../../src/domain/ports/repository-host.ts";
import { hostFor, repository, useGitHub } from "./emulated-world.ts";

const { github, host } = useGitHub();

let lastEnvironment = 0;

/** An environment of its own for each test. */
async function planned(edits: Partial<DeploymentPlan> = {}): Promise<DeploymentPlan> {
  lastEnvironment += 1;
  const { commitSha } = await host().readDefaultBranch(repository);
  return {
    environment: `env-${lastEnvironment}`,
    sha: commitSha,
    description: "checkout 1.4.2",
    marker: "r-1",
    production: false,
    transient: false,
    ...edits,
  };
}

async function seen(environment: string) {
  return (await github().deployments()).filter((one) => one.environment === environment);
}

const healthy: DeploymentStatusPlan = {
  state: "success",
  description: "It runs and is healthy.",
  logUrl: "https://argocd.example.com/applications/checkout",
};

describe("a deployment", () => {
  it("is made once, and found by environment, commit and marker", async () => {
    const plan = await planned();
    const id = await host().ensureDeployment(repository, plan);
    expect(await hostFor(github().url).ensureDeployment(repository, plan)).toBe(id);
    const other = await host().ensureDeployment(repository, { ...plan, marker: "r-2" });
    expect(other).not.toBe(id);
    const elsewhere = { ...plan, environment: `${plan.environment}-b` };
    expect(await host().ensureDeployment(repository, elsewhere)).not.toBe(id);
    expect(await seen(plan.environment)).toHaveLength(2);
  });

  it("is found after its answer was lost", async () => {
    const plan = await planned();
    await github().failNext(1, {
      route: "POST .*/deployments$",
      dropConnection: true,
      afterEffect: true,
    });
    await expect(host().ensureDeployment(repository, plan)).rejects.toThrow("did not answer");
    await hostFor(github().url).ensureDeployment(repository, plan);
    expect(await seen(plan.environment)).toHaveLength(1);
  });

  it("is made of a commit whose checks failed: it says what runs, whatever was thought of it", async () => {
    const plan = await planned();
    await host().ensureCheckRun(
      repository,
      {
        name: "causeway/guardrails",
        headSha: plan.sha,
        conclusion: "failure",
        title: "1 denied",
        summary: "",
        annotations: [],
      },
      false,
    );
    await host().ensureDeployment(repository, plan);
    expect(await seen(plan.environment)).toMatchObject([{ sha: plan.sha }]);
  });

  it("of a commit that is not there is refused for good", async () => {
    const plan = await planned({ sha: "f".repeat(40) });
    await expect(host().ensureDeployment(repository, plan)).rejects.toThrow(TerminalError);
  });

  it("has a description that GitHub takes, however long it was", async () => {
    const plan = await planned({ description: "x".repeat(500) });
    const id = await host().ensureDeployment(repository, plan);
    const status = { ...healthy, description: "y".repeat(500) };
    await host().ensureDeploymentStatus(repository, id, status);
    await host().ensureDeploymentStatus(repository, id, status);
    const [deployment] = await seen(plan.environment);
    expect(deployment?.description).toHaveLength(140);
    expect(deployment?.statuses.map(({ description }) => description.length)).toEqual([140]);
  });
});

describe("a deployment's status", () => {
  it("is added when it says something new, and not when it says the same", async () => {
    const plan = await planned();
    const id = await host().ensureDeployment(repository, plan);
    const syncing = { state: "in_progress", description: "Argo CD is syncing it." } as const;
    for (const status of [syncing, syncing, healthy, healthy])
      await host().ensureDeploymentStatus(repository, id, status);
    await host().ensureDeploymentStatus(repository, id, {
      ...healthy,
      environmentUrl: "https://checkout.example.com",
    });
    const [deployment] = await seen(plan.environment);
    expect(deployment?.statuses).toMatchObject([
      { state: "in_progress", logUrl: "", environmentUrl: "" },
      { state: "success", logUrl: healthy.logUrl, environmentUrl: "" },
      { state: "success", environmentUrl: "https://checkout.example.com" },
    ]);
  });

  it("that GitHub made inactive is left so: the newer deployment is what runs", async () => {
    const plan = await planned();
    const first = await host().ensureDeployment(repository, plan);
    await host().ensureDeploymentStatus(repository, first, healthy);
    const second = await host().ensureDeployment(repository, { ...plan, marker: "r-2" });
    await host().ensureDeploymentStatus(repository, second, healthy);
    await host().ensureDeploymentStatus(repository, first, healthy);
    const [old, current] = await seen(plan.environment);
    expect(old?.statuses.map(({ state }) => state)).toEqual(["success", "inactive"]);
    expect(current?.statuses.map(({ state }) => state)).toEqual(["success"]);
    await host().ensureDeploymentStatus(repository, first, { state: "failure", description: "" });
    expect((await seen(plan.environment))[0]?.statuses.at(-1)?.state).toBe("failure");
  });

  it("of a deployment that someone deleted is refused for good", async () => {
    await expect(host().ensureDeploymentStatus(repository, 1, healthy)).rejects.toThrow(
      TerminalError,
    );
  });
});
