import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { listenOnLoopback, type LoopbackServer } from "../../demo/loopback-server.ts";
import { createSamlIdentities } from "../../src/github/saml-identities.ts";
import { FakeLogger } from "../fakes/fake-logger.ts";
import { noLimits, privateKey } from "./emulated-world.ts";

const asked = z.object({
  query: z.string(),
  variables: z.object({ organization: z.string(), name: z.string() }),
});

interface Identity {
  readonly samlIdentity: {
    readonly nameId: string | null;
    readonly username: string | null;
  } | null;
  readonly user: { readonly login: string } | null;
}

function identity(nameId: string | null, login: string | null, username: string | null = null) {
  const user = login === null ? null : { login };
  return { samlIdentity: { nameId, username }, user };
}

/** What GraphQL answers, per name that is asked for. `query` and its answer are as GitHub's reference has them. */
const answers: Readonly<Record<string, readonly (Identity | null)[]>> = {
  "jane@example.com": [identity("jane@example.com", "jane-gh")],
  "Joe@Example.com": [identity("opaque-1", "joe-gh", "joe@example.com")],
  "gone@example.com": [identity("gone@example.com", null), null],
  "two@example.com": [identity("two@example.com", "a"), identity("two@example.com", "b")],
  "twice@example.com": [
    identity("twice@example.com", "a"),
    identity(null, "a", "twice@example.com"),
  ],
  "near@example.com": [identity("near@example.com.evil", "evil")],
  "none@example.com": [],
};

let server: LoopbackServer;
beforeAll(async () => {
  const app = new Hono();
  app.get("/orgs/:org/installation", (context) =>
    context.req.param("org") === "a-person"
      ? context.json({ message: "Not Found" }, 404)
      : context.json({ id: 7 }),
  );
  app.post("/app/installations/7/access_tokens", (context) =>
    context.json({ token: "ghs_1", expires_at: "2099-01-01T00:00:00Z", permissions: {} }, 201),
  );
  app.post("/graphql", async (context) => {
    if (context.req.header("authorization") !== "token ghs_1") return context.json({}, 401);
    const { query, variables } = asked.parse(await context.req.json());
    if (!query.includes("externalIdentities(first: 3, userName: $name, membersOnly: true)"))
      return context.json({ message: "unexpected query" }, 400);
    if (variables.organization === "plain")
      return context.json({ data: { organization: { samlIdentityProvider: null } } });
    if (variables.organization === "enterprise")
      return context.json({
        data: { organization: null },
        errors: [
          {
            type: "FORBIDDEN",
            message:
              "The Organization's SAML identity provider is disabled when an Enterprise SAML identity provider is available.",
          },
        ],
      });
    const nodes = answers[variables.name];
    if (nodes === undefined) return context.json({ message: "trouble" }, 502);
    const externalIdentities = { nodes };
    return context.json({
      data: { organization: { samlIdentityProvider: { externalIdentities } } },
    });
  });
  server = await listenOnLoopback(app, 0);
});
afterAll(() => server.close());

function identities(log = new FakeLogger()) {
  const apiUrl = `http://127.0.0.1:${server.port}`;
  const options = { appId: "4711", privateKey, apiUrl, limits: noLimits, timeoutMs: 5_000 };
  return createSamlIdentities({ ...options, log });
}

describe("the login of a SAML name", () => {
  it.each<[what: string, name: string, login: string | undefined]>([
    ["by its NameID", "jane@example.com", "jane-gh"],
    ["by its user name, in other letters", "Joe@Example.com", "joe-gh"],
    ["of nobody who is on GitHub", "gone@example.com", undefined],
    ["of two people: of none", "two@example.com", undefined],
    ["of one person twice", "twice@example.com", "a"],
    ["that only begins like it", "near@example.com", undefined],
    ["that is not there", "none@example.com", undefined],
  ])("%s", async (_what, name, login) => {
    expect(await identities().loginOf("myorg", name)).toBe(login);
  });

  it("is not known in an organisation without SAML", async () => {
    expect(await identities().loginOf("plain", "jane@example.com")).toBeUndefined();
  });

  it("is not known where the enterprise manages SAML, and the log says why", async () => {
    const log = new FakeLogger();
    expect(await identities(log).loginOf("enterprise", "jane@example.com")).toBeUndefined();
    expect(JSON.stringify(log.lines)).toContain("the enterprise manages SAML");
  });

  it("is not known where the owner is no organisation, or the App is not there", async () => {
    const log = new FakeLogger();
    expect(await identities(log).loginOf("a-person", "jane@example.com")).toBeUndefined();
    expect(JSON.stringify(log.lines)).toContain("not installed on an organisation");
  });

  it("is worth another try while GitHub has trouble", async () => {
    await expect(identities().loginOf("myorg", "trouble@example.com")).rejects.toThrow(/trouble/);
  });
});
