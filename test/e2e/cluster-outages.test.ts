import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kubeConfigFor } from "../../demo/simulated-cluster/start-simulated-cluster.ts";
import { eventually } from "../../demo/walk/stage.ts";
import { startCuttableProxy, type CuttableProxy } from "./cuttable-proxy.ts";
import {
  askInSlack,
  messageSays,
  pullRequestOf,
  readiness,
  replySays,
  slackThread,
  startRunningWorld,
  wholePath,
  type RunningWorld,
} from "./running-world.ts";

let running: RunningWorld;
let way: CuttableProxy;
beforeAll(async () => {
  running = await startRunningWorld({
    sweepSeconds: 1,
    kubeConfig: async ({ cluster }) => {
      way = await startCuttableProxy(cluster.port);
      return kubeConfigFor(way.url);
    },
  });
});
afterAll(async () => {
  await running.stop();
  await way.stop();
});

async function merged(name: string): Promise<void> {
  expect(await askInSlack(running, "octocat", { name })).toEqual({ kind: "closed" });
  await messageSays(running, name, "Merged as");
}

describe("the cluster", wholePath, () => {
  it("that breaks its connections is watched again where it broke off", async () => {
    await merged("broken-connection");
    running.cluster.disconnect();
    expect(await replySays(running, "broken-connection", "is ready")).toContain("It took");
  });

  it("that can't be reached holds up the last step only: requests are taken and merged, and end when it is back", async () => {
    await way.cut();
    await merged("cluster-away");
    expect((await pullRequestOf(running, "cluster-away")).merged).toBe(true);
    const { replies } = await slackThread(running, "cluster-away");
    expect(replies).toEqual([]);
    expect(await readiness(running)).toMatchObject({ status: 200 });
    await way.mend();
    expect(await replySays(running, "cluster-away", "is ready")).toContain("It took");
  });

  it("that forbids reading a kind is named in the log with the rule that would permit it, and nothing is called gone", async () => {
    const databases = "databases.platform.example.com";
    await merged("forbidden-kind-before");
    await replySays(running, "forbidden-kind-before", "is ready");
    running.cluster.forbid(databases);
    running.cluster.disconnect();
    await merged("forbidden-kind");
    const line = await eventually("a line in the log that names the rule", () =>
      running.logLines.find((each) => each.includes("reading this kind is forbidden")),
    );
    expect(JSON.parse(line)).toMatchObject({
      level: "warn",
      rule: { apiGroups: ["platform.example.com"], resources: ["databases"] },
    });
    await eventually("Argo CD has made the claim", () =>
      running.cluster.store.all().find(({ metadata }) => metadata.name === "forbidden-kind"),
    );
    expect(await slackThread(running, "forbidden-kind")).toMatchObject({ replies: [] });
    running.cluster.permit(databases);
    expect(await replySays(running, "forbidden-kind", "is ready")).toContain("It took");
    const { replies } = await slackThread(running, "forbidden-kind");
    expect(replies).toHaveLength(1);
  });

  it("that forbids a kind of which an object was seen already does not make Causeway say that it is gone", async () => {
    const databases = "databases.platform.example.com";
    running.cluster.failNext("seen-before");
    await merged("seen-before");
    await replySays(running, "seen-before", "What can be done");
    const since = running.logLines.length;
    running.cluster.forbid(databases);
    running.cluster.disconnect();
    await eventually("a line in the log that names the rule", () =>
      running.logLines.slice(since).find((each) => each.includes("reading this kind is forbidden")),
    );
    await merged("after-seen-before");
    const message = await messageSays(
      running,
      "seen-before",
      "does not let Causeway read Database",
    );
    expect(message).not.toMatch(/gone|removed|not in the cluster/);
    running.cluster.mend("seen-before");
    running.cluster.permit(databases);
    expect(await replySays(running, "seen-before", "ready after all")).toContain("It took");
  });

  it("that is away when Causeway starts is waited for", async () => {
    await running.stopApp();
    await way.cut();
    await running.startApp();
    await merged("away-at-start");
    await way.mend();
    expect(await replySays(running, "away-at-start", "is ready")).toContain("It took");
  });
});
