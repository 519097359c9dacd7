import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { emailMethodScopes, methodScopes, requiredScopes } from "../../src/slack/scopes.ts";
import { slackEventsPath } from "../../src/slack/transport.ts";

const manifest = z
  .object({
    display_information: z.object({
      name: z.string().max(35),
      description: z.string().max(140),
      long_description: z.string().min(174).max(4_000),
    }),
    features: z.object({
      app_home: z.object({ messages_tab_enabled: z.boolean() }),
      slash_commands: z.array(
        z.object({ command: z.string(), url: z.string(), description: z.string().max(2_000) }),
      ),
    }),
    oauth_config: z.object({ scopes: z.strictObject({ bot: z.array(z.string()) }) }),
    settings: z.object({
      interactivity: z.object({ is_enabled: z.literal(true), request_url: z.string() }),
    }),
  })
  .parse(parse(readFileSync("slack-manifest.yaml", "utf8")));

const sources = readdirSync("src/slack", { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => ({ path, text: readFileSync(`src/slack/${path}`, "utf8") }));

describe("slack-manifest.yaml", () => {
  it("asks for exactly the scopes that the code needs", () => {
    expect(manifest.oauth_config.scopes.bot).toEqual(requiredScopes());
  });

  it("brings commands and submissions to the path where the app listens", () => {
    const [command, ...others] = manifest.features.slash_commands;
    expect(others).toEqual([]);
    expect(command?.command).toBe("/platform");
    expect(new URL(command?.url ?? "").pathname).toBe(slackEventsPath);
    expect(new URL(manifest.settings.interactivity.request_url).pathname).toBe(slackEventsPath);
  });

  it("lets the app write direct messages", () => {
    expect(manifest.features.app_home.messages_tab_enabled).toBe(true);
  });
});

describe("the table of methods", () => {
  const called = new Set<string>(
    sources.flatMap(({ text }) =>
      [...text.matchAll(/\.call\(\s*"([a-zA-Z.]+)"/g)].map(([, method]) => method ?? ""),
    ),
  );

  it("lists what is called, and nothing else", () => {
    const listed = [...Object.keys(methodScopes), ...Object.keys(emailMethodScopes)];
    expect([...called].toSorted()).toEqual(listed.toSorted());
  });

  it("can't be gone around: one file makes a client, and nobody uses Bolt's own", () => {
    const makers = sources
      .filter(({ text }) => text.includes("new WebClient("))
      .map(({ path }) => path);
    expect(makers).toEqual(["web-api.ts"]);
    expect(
      sources.filter(({ text }) => /\b(?:app|args)\.client\b|\brespond\(|\bsay\(/.test(text)),
    ).toEqual([]);
  });
});
