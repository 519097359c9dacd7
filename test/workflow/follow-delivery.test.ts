import { describe, expect, it } from "vitest";
import type { Cluster } from "../../src/domain/ports/cluster.ts";
import { advance, ask, objects, startProcess, World, type FakeProcess } from "./world.ts";

/** A merged request, five minutes after the merge. */
async function merged(): Promise<{ readonly world: World; readonly running: FakeProcess }> {
  const world = new World();
  const running = startProcess(world);
  await ask(world, running);
  world.clock.advance(300);
  return { world, running };
}

const replyKinds = ({ slack }: World): readonly string[] =>
  slack.replies.map(({ reply }) => reply.kind.replace(/:.*/, ""));

describe("a merged request", () => {
  it("is ready when the cluster runs its commit and all that it made is ready", async () => {
    const { world, running } = await merged();
    world.deliver();
    const record = await advance(world, running);
    expect(record).toMatchObject({ state: "ready", finishedAt: "2026-11-24T09:05:00.000Z" });
    expect(world.slack.replies.at(-1)?.reply).toMatchObject({
      paragraphs: [
        "Database “my-app-database” for team-alpha is ready. It took 5 min from request to ready.",
        expect.stringContaining("in the Secret “my-app-database-connection”"),
      ],
      code: "kubectl get secret my-app-database-connection --namespace team-alpha",
    });
  });

  it("waits for the claim even when Argo CD is content", async () => {
    const { world, running } = await merged();
    world.deliver("claim-waiting");
    const record = await advance(world, running);
    expect(record).toMatchObject({ state: "merged", delivery: { state: "progressing" } });
    expect(replyKinds(world)).toEqual([]);
  });

  it("has failed at once when something says so, and is ready after all when it is mended", async () => {
    const { world, running } = await merged();
    world.deliver("managed-resource-error");
    const failed = await advance(world, running);
    expect(failed).toMatchObject({ state: "failed", delivery: { cause: { kind: "Account" } } });
    await advance(world, running);
    expect(replyKinds(world)).toEqual(["failed"]);
    world.deliver("claim-ready");
    expect((await advance(world, running)).state).toBe("ready");
    expect(world.slack.replies.at(-1)?.reply.paragraphs[0]).toContain("is ready after all.");
  });

  it("goes back to being on its way when what failed is tried again", async () => {
    const { world, running } = await merged();
    world.deliver("managed-resource-error");
    await advance(world, running);
    world.deliver("claim-waiting");
    expect((await advance(world, running)).state).toBe("merged");
  });

  it("is told another failure when the cause is another", async () => {
    const { world, running } = await merged();
    const commit = world.record.mergeCommitSha ?? "";
    world.deliver("managed-resource-error");
    await advance(world, running);
    world.deliver("composite-error");
    world.cluster.put(...objects("argocd/08-sync-failed", commit));
    await advance(world, running);
    expect(replyKinds(world)).toEqual(["failed", "failed"]);
  });

  it("has failed when nothing came of it by the deadline", async () => {
    const { world, running } = await merged();
    world.clock.advance(900);
    expect(await advance(world, running)).toMatchObject({ state: "failed" });
  });

  it("says nothing new while the cluster was not read", async () => {
    const { world } = await merged();
    const blind: Cluster = {
      view: { ...world.cluster.view, synced: false },
      follow: () => Promise.resolve(),
      discover: () => Promise.resolve(undefined),
      onChange: () => undefined,
      stop: () => Promise.resolve(),
    };
    world.deliver();
    world.clock.advance(9_000);
    const before = world.record;
    const running = startProcess(world, { cluster: blind });
    expect(await advance(world, running)).toEqual(before);
  });

  it("ends with the merge when no cluster is connected, and says so", async () => {
    const world = new World();
    const running = startProcess(world, { cluster: undefined });
    expect(await ask(world, running)).toMatchObject({
      state: "closed",
      reason: expect.stringContaining("No cluster is connected"),
    });
    expect(replyKinds(world)).toEqual(["closed"]);
  });
});

describe("a later commit that contains it", () => {
  it("counts, when GitHub says that it does; GitHub is asked once for each commit", async () => {
    const { world, running } = await merged();
    const later = "a".repeat(40);
    const asked: string[][] = [];
    world.host.contains = (_repository?: unknown, commit?: string, ancestor?: string) => {
      asked.push([commit ?? "", ancestor ?? ""]);
      return Promise.resolve(true);
    };
    world.cluster.put(
      ...objects("argocd/15-deployed", later),
      ...objects("crossplane/claim-ready", later),
    );
    expect((await advance(world, running)).state).toBe("ready");
    await running.ancestry.containing(world.host.repository, world.record.mergeCommitSha ?? "", [
      later,
      "main",
    ]);
    expect(asked).toEqual([[later, world.record.mergeCommitSha]]);
  });

  it("ends the request when it took the object away again: nobody waits for what will not come", async () => {
    const { world, running } = await merged();
    world.host.contains = () => Promise.resolve(true);
    world.cluster.put(...objects("argocd/15-deployed", "a".repeat(40)));
    const record = await advance(world, running);
    expect(record).toMatchObject({
      state: "closed",
      reason: expect.stringContaining("A later change took its place"),
    });
    expect(replyKinds(world)).toEqual(["closed"]);
  });

  it("does not count when it does not contain it", async () => {
    const { world, running } = await merged();
    const other = "a".repeat(40);
    world.cluster.put(...objects("argocd/15-deployed", other));
    expect(await advance(world, running)).toMatchObject({ delivery: { state: "waiting" } });
  });
});

it("follows the kinds that are known only from the objects that name them", async () => {
  const { world, running } = await merged();
  world.cluster.discover = (apiVersion?: string, kind?: string) =>
    Promise.resolve({
      group: apiVersion?.split("/")[0] ?? "",
      version: "v1",
      kind: kind ?? "",
      plural: `${kind?.toLowerCase()}s`,
      namespaced: false,
    });
  const [claim, composite] = objects("crossplane/claim-waiting", "");
  if (claim === undefined || composite === undefined) throw new Error("the fixture has two");
  world.cluster.put(claim);
  await advance(world, running);
  expect(world.cluster.followed.map(({ kind }) => kind)).toEqual(["XDatabase"]);
  world.cluster.put(composite);
  await advance(world, running);
  expect(world.cluster.followed.map(({ kind }) => kind)).toEqual(["XDatabase", "Account"]);
});
