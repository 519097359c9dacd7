import { afterEach, expect, it } from "vitest";
import type { Store } from "../../src/domain/ports/store.ts";
import type { RequestRecord, RequestState } from "../../src/domain/request.ts";
import { openStore } from "../../src/store/open-store.ts";
import { describeOnBoth, type Databases } from "./databases.ts";
import { silent } from "./silent-log.ts";

let open: Store | undefined;

async function openOn(databases: Databases): Promise<Store> {
  open = await openStore({ ...(await databases.fresh()), log: silent });
  return open;
}

afterEach(async () => {
  await open?.close();
  open = undefined;
});

const states = ["asked", "open", "merged", "ready", "failed", "refused", "closed"] as const;

function asked(id: string, changes: Partial<RequestRecord> = {}): RequestRecord {
  return {
    request: {
      id,
      kind: "provision",
      offering: "databases.platform.example.com",
      requester: { githubLogin: "octocat" },
      team: "team-alpha",
      name: "orders",
      values: { spec: { parameters: { size: "medium", note: "a\0b \ud83d 🙂" } } },
      askedAt: "2026-03-04T05:06:07.089Z",
    },
    thread: { surface: "slack", channel: "C1", userId: "U1" },
    state: "asked",
    replies: {},
    ...changes,
  };
}

function issue(owner: string, name: string, number: number): RequestRecord["thread"] {
  return { surface: "issue", repository: { owner, name }, number };
}

/** A record in which every field is there. */
function full(id: string, state: RequestState): RequestRecord {
  const resource = {
    group: "platform.example.com",
    kind: "Database",
    namespace: "a",
    name: "orders",
  };
  const cause = {
    apiVersion: "rds.aws.upbound.io/v1beta1",
    kind: "Instance",
    namespace: "a",
    name: "orders-1",
    message: "cannot create: quota\0",
  };
  return asked(id, {
    state,
    thread: issue("MyOrg", "platform-config", 7),
    reason: "The check failed.",
    manifestPath: "claims/team-alpha/orders.yaml",
    object: resource,
    pullRequest: { number: 12, url: "https://github.com/o/r/pull/12", headSha: "a1", branch: "b" },
    check: {
      headSha: "a1",
      rulesDigest: "d",
      conclusion: "success",
      checkRunId: 9_007_199_254_740_991,
    },
    decision: { kind: "refuse", reasonCode: "nameTaken", message: "Taken.", fieldId: "name" },
    mergeCommitSha: "c1",
    mergedAt: "2026-03-04T05:07:07.089Z",
    delivery: {
      steps: [
        {
          source: "Crossplane",
          assessment: {
            resource,
            state: "failed",
            final: false,
            reasonCode: "ReconcileError",
            message: "It failed.",
            cause,
            recheckAt: "2026-03-04T05:09:07.089Z",
          },
        },
      ],
      state: "failed",
      cause,
    },
    finishedAt: "2026-03-04T05:08:07.089Z",
    message: { channel: "C1", id: "1.2" },
    shownDigest: "abc",
    replies: { "failed:1": { channel: "C1", id: "1.3" } },
  });
}

describeOnBoth("the index of requests", (databases) => {
  it("gives back each record as it was saved, in every state", async () => {
    const { requests } = await openOn(databases);
    for (const state of states) {
      const id = `r-${state}`;
      expect(await requests.create(asked(id))).toEqual({ record: asked(id), created: true });
      await requests.save(full(id, state));
      expect(await requests.find(id)).toEqual(full(id, state));
    }
    const unfinished = await requests.listUnfinished();
    expect(unfinished.map(({ state }) => state)).toEqual(["asked", "open", "merged", "failed"]);
  });

  it("keeps the record that came first when a request is created twice", async () => {
    const { requests } = await openOn(databases);
    const first = asked("r1", { state: "open" });
    const answers = await Promise.all([requests.create(first), requests.create(asked("r1"))]);
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
    const again = await requests.create(asked("r1", { state: "refused" }));
    expect(again.created).toBe(false);
    expect(again.record).toEqual(answers.find(({ created }) => created)?.record);
  });

  it("says so when a record is saved that was never created", async () => {
    const { requests } = await openOn(databases);
    await expect(requests.save(asked("r1"))).rejects.toThrow(/r1 can't be saved/);
    expect(await requests.find("r1")).toBeUndefined();
  });

  it("finds a request by its issue, whatever case the repository's name is in", async () => {
    const { requests } = await openOn(databases);
    await requests.create(asked("r1", { thread: issue("MyOrg", "platform", 7) }));
    await requests.create(asked("r2", { thread: issue("MyOrg", "platform", 8) }));
    await requests.create(asked("r3", { thread: issue("other", "platform", 7) }));
    const found = await requests.findByIssue({ owner: "myorg", name: "Platform" }, 7);
    expect(found?.request.id).toBe("r1");
    expect(await requests.findByIssue({ owner: "myorg", name: "platform" }, 9)).toBeUndefined();
  });

  it("finds only unfinished requests by path, and takes paths of any length", async () => {
    const { requests } = await openOn(databases);
    const path = `claims/${"very-long/".repeat(500)}orders.yaml`;
    await requests.create(asked("r1", { manifestPath: path, state: "open" }));
    await requests.create(asked("r2", { manifestPath: path, state: "closed" }));
    await requests.create(asked("r3", { manifestPath: "claims/nul\0.yaml", state: "open" }));
    const ids = async (wanted: string): Promise<readonly string[]> =>
      (await requests.findUnfinishedByPath(wanted)).map(({ request }) => request.id);
    expect(await ids(path)).toEqual(["r1"]);
    expect(await ids("claims/nul\0.yaml")).toEqual(["r3"]);
    expect(await ids("claims/other.yaml")).toEqual([]);
    await requests.save(asked("r1", { manifestPath: path, state: "refused" }));
    expect(await ids(path)).toEqual([]);
  });
});
