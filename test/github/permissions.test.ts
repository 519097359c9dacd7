import { readFileSync, globSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { operations, permissionsOf } from "../../src/github/operations.ts";
import { handledEvents } from "../../src/handlers/events.ts";

const manifest = z
  .object({
    default_events: z.array(z.string()),
    default_permissions: z.record(z.string(), z.enum(["read", "write"])),
  })
  .parse(parse(readFileSync(new URL("../../app.yml", import.meta.url), "utf8")));

describe("app.yml", () => {
  it("asks for exactly the permissions that the calls need", () => {
    expect(manifest.default_permissions).toEqual(permissionsOf(Object.values(operations)));
  });

  it("asks for exactly the events that are handled", () => {
    expect([...manifest.default_events].toSorted()).toEqual([...handledEvents].toSorted());
  });
});

describe("the table of calls", () => {
  const sources = globSync("src/github/*.ts").map((path) => ({
    path,
    text: readFileSync(path, "utf8"),
  }));

  it("is complete: only the client sends anything", () => {
    const senders = sources.filter(({ text }) => /\.request\(|\.graphql\(|\.rest\./.test(text));
    expect(senders.map(({ path }) => path)).toEqual(["src/github/client.ts"]);
  });

  it.each(Object.keys(operations).filter((route) => !route.includes("access_tokens")))(
    "has no call that is not made: %s",
    (route) => {
      const users = sources.filter(
        ({ path, text }) => !path.endsWith("operations.ts") && text.includes(`"${route}"`),
      );
      expect(users).not.toEqual([]);
    },
  );
});
