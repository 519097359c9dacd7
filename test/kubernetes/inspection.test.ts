import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clusterRefusal, createClusterInspector } from "../../src/kubernetes/inspection.ts";

const kind = {
  group: "argoproj.io",
  version: "v1alpha1",
  kind: "Application",
  plural: "applications",
  namespaced: true,
};

const asked: string[] = [];
let directory: string;
let server: Server;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "causeway-kubeconfig-"));
  server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.statusCode = request.headers.authorization === "Bearer right" ? 200 : 401;
    response.end(JSON.stringify({ message: "Unauthorized", items: [] }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(async () => {
  server.close();
  await rm(directory, { recursive: true, force: true });
});

async function kubeConfig(name: string, parts: object): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, JSON.stringify({ apiVersion: "v1", kind: "Config", ...parts }));
  return path;
}

/** The library takes plain HTTP only so. */
const insecure = { "insecure-skip-tls-verify": true };

function contextOf(token: string) {
  const { port } = server.address() as AddressInfo;
  return {
    clusters: [{ name: "here", cluster: { server: `http://127.0.0.1:${port}`, ...insecure } }],
    users: [{ name: "me", user: { token } }],
    contexts: [{ name: "mine", context: { cluster: "here", user: "me" } }],
  };
}

describe("createClusterInspector", () => {
  it("lists one object, in all namespaces", async () => {
    const path = await kubeConfig("one", { "current-context": "mine", ...contextOf("right") });
    const inspector = createClusterInspector(path);
    await inspector.list(kind, AbortSignal.timeout(5_000));
    expect(inspector.context).toBe("mine");
    expect(asked).toContain("/apis/argoproj.io/v1alpha1/applications?limit=1");
  });

  it("merges several files, as kubectl does", async () => {
    const first = await kubeConfig("first", { "current-context": "mine" });
    const second = await kubeConfig("second", contextOf("right"));
    const inspector = createClusterInspector([first, second].join(delimiter));
    await expect(inspector.list(kind, AbortSignal.timeout(5_000))).resolves.toBe(true);
  });

  it("tells a refusal with its status", async () => {
    const path = await kubeConfig("wrong", { "current-context": "mine", ...contextOf("wrong") });
    const refused = createClusterInspector(path).list(kind, AbortSignal.timeout(5_000));
    const error = await refused.catch((thrown: unknown) => thrown);
    expect(clusterRefusal(error)).toEqual({ code: "401", message: "Unauthorized" });
  });

  it.each([
    ["no current context", {}, "current-context"],
    ["a context that is not there", { "current-context": "gone" }, "current-context"],
  ])("throws for %s", async (_what, parts, word) => {
    const path = await kubeConfig("bad", parts);
    expect(() => createClusterInspector(path)).toThrow(word);
  });

  it("throws for a file that is not YAML", async () => {
    const path = join(directory, "not-yaml");
    await writeFile(path, "{{{");
    expect(() => createClusterInspector(path)).toThrow("can't be used");
  });
});
