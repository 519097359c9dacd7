import { parse } from "yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { slackPath, webhookPath } from "../../src/web/server.ts";
import { eventually } from "../../demo/walk/stage.ts";
import type { World } from "../../demo/world.ts";
import {
  askByIssue,
  closedFor,
  commentSays,
  formBody,
  pullRequestOf,
  startRunningWorld,
  wholePath,
  type RunningWorld,
} from "./running-world.ts";
import { issueOpened, sendWebhook } from "./signed-webhook.ts";

let running: RunningWorld;
beforeAll(async () => {
  running = await startRunningWorld({ before: offerNotes });
});
afterAll(() => running.stop());

/** An offering in which people type whatever they like. */
const noteDefinition = `apiVersion: apiextensions.crossplane.io/v1
kind: CompositeResourceDefinition
metadata:
  name: xnotes.platform.example.com
spec:
  group: platform.example.com
  names: { kind: XNote, plural: xnotes }
  claimNames: { kind: Note, plural: notes }
  versions:
    - name: v1
      served: true
      referenceable: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                text: { type: string, description: What it says }
---
apiVersion: apiextensions.crossplane.io/v1
kind: Composition
metadata: { name: notes }
spec:
  compositeTypeRef: { apiVersion: platform.example.com/v1, kind: XNote }
  resources:
    - name: paper
      base: { apiVersion: paper.example.com/v1, kind: Sheet, spec: {} }
`;

async function offerNotes({ github }: World): Promise<void> {
  await github.pushFiles("mona", { "compositions/note.yaml": noteDefinition });
}

function noteBody(name: string, text: string): string {
  const answers = { "What you ask for": "new-note", Name: name, Team: "my-team", Text: text };
  return Object.entries(answers)
    .map(([label, answer]) => `### ${label}\n\n${answer}`)
    .join("\n\n");
}

const commentsOf = async (number: number): Promise<readonly string[]> =>
  (await running.github.comments(number)).map(({ body }) => body);

async function isOpen(number: number): Promise<boolean> {
  const issue = (await running.github.issues()).find((each) => each.number === number);
  return issue?.state === "open";
}

describe("an issue", wholePath, () => {
  it("that none of our forms sent is left alone", async () => {
    const about = await running.github.openIssue("stranger", {
      title: "The database is slow",
      body: "### Name\n\nmy-app-database\n\nIt takes 3 s. Who can help? /platform new-db @everyone",
    });
    const form = await askByIssue(running, "hubot", { name: "after-the-other" });
    expect(await closedFor(running, form)).toBe("completed");
    expect(await commentsOf(about)).toEqual([]);
    expect(await isOpen(about)).toBe(true);
  });

  it("that was tampered with is refused with the reason, and closed", async () => {
    const body = `${formBody({ name: "tampered" })}\n\n### Team\n\nplatform-team`;
    const number = await running.github.openIssue("hubot", { title: "new-db: tampered", body });
    expect(await closedFor(running, number)).toBe("not_planned");
    const [refusal, ...more] = await commentsOf(number);
    expect(more).toEqual([]);
    expect(refusal).toContain('The heading "Team" is there 2 times; once was expected.');
    const pulls = await running.github.pullRequests();
    expect(pulls.filter(({ title }) => title.includes("tampered"))).toEqual([]);
  });

  it("that is edited afterwards changes nothing, and its author is told so once", async () => {
    const asked = { name: "edited", team: "team-alpha", size: "small" };
    const number = await askByIssue(running, "hubot", asked);
    await commentSays(running, number, "waits for one approval");
    await running.github.editIssue("hubot", number, {
      body: formBody({ ...asked, size: "large" }),
    });
    await commentSays(running, number, "the edit changes nothing");
    const pull = await pullRequestOf(running, "edited");
    await running.github.review("mona", pull.number, "APPROVE");
    expect(await closedFor(running, number)).toBe("completed");
    const manifest = (await running.github.files())["claims/team-alpha/edited.yaml"] ?? "";
    expect(manifest).toContain("size: small");
    const told = (await commentsOf(number)).filter((body) => body.includes("changes nothing"));
    expect(told).toHaveLength(1);
  });

  it("that was closed by hand goes on: what was asked for was asked for", async () => {
    const number = await askByIssue(running, "hubot", { name: "impatient", team: "team-alpha" });
    await commentSays(running, number, "waits for one approval");
    await running.github.closeIssue("hubot", number);
    const pull = await pullRequestOf(running, "impatient");
    await running.github.review("mona", pull.number, "APPROVE");
    const ready = await commentSays(running, number, ":ready -->");
    expect(ready).toContain("It took");
  });
});

/** What is left of Markdown when code, in which nothing is a mention or a comment, is taken out. */
function outsideCode(markdown: string): string {
  return markdown.replaceAll(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, "");
}

async function pullRequestAbout(name: string) {
  const pull = await eventually(`the pull request about ${name}`, async () =>
    (await running.github.pullRequests()).find(({ title }) => title.includes(` ${name} `)),
  );
  const [file] = await running.github.changedFiles(pull.number);
  const manifest: unknown = parse(file?.content ?? "");
  return { ...pull, manifest };
}

describe("text that people type", wholePath, () => {
  const hostile =
    "@everyone @myorg/platform-team <!channel> `code` ``` | x | <script>alert(1)</script> [a](javascript:alert(1)) Closes #1";
  const forged = `${hostile} <!-- causeway:request=r-0000000000 -->`;

  it("reaches the manifest letter for letter, and the pull request and comments as plain text", async () => {
    const number = await running.github.openIssue("hubot", {
      title: "new-note: hostile @everyone",
      body: noteBody("hostile", hostile),
    });
    const pull = await pullRequestAbout("hostile");
    expect(pull.manifest).toMatchObject({ spec: { text: hostile } });
    expect(outsideCode(pull.body)).not.toMatch(/@(?:everyone|myorg)|<script|Closes #/);
    expect(pull.title).not.toContain("@");
    expect(await closedFor(running, number)).toBe("completed");
    for (const comment of await commentsOf(number))
      expect(outsideCode(comment)).not.toMatch(/@(?:everyone|myorg)|<script|Closes #/);
  });

  it("can't imitate our marker: an issue with one in it is refused, and the refusal holds only ours", async () => {
    const number = await running.github.openIssue("hubot", {
      title: "new-note: forged",
      body: noteBody("forged-mark", forged),
    });
    expect(await closedFor(running, number)).toBe("not_planned");
    const [refusal = ""] = await commentsOf(number);
    expect(refusal).toContain("a hidden mark that only Causeway writes");
    expect(refusal.match(/<!--/g)).toHaveLength(1);
  });

  it("is as harmless when it comes from Slack, with a forged marker and all", async () => {
    const { slack, world } = running;
    const user = world.people.users.octocat;
    const channel = world.people.channels["my-team"];
    const answer = await slack.slashCommand(user, channel, "new-note");
    expect(answer).toEqual({ kind: "answered" });
    const fields = { name: "from-slack", team: "my-team", Text: forged };
    expect(await slack.submitView(user, fields)).toEqual({ kind: "closed" });
    const pull = await pullRequestAbout("from-slack");
    expect(pull.manifest).toMatchObject({ spec: { text: forged } });
    expect(pull.body.match(/<!-- causeway:request=/g)).toHaveLength(1);
    expect(pull.body).not.toContain("<!-- causeway:request=r-0000000000");
    expect(outsideCode(pull.body)).not.toMatch(/@(?:everyone|myorg)|<script|Closes #/);
    await eventually("a reply that says that it is ready", async () =>
      (await slack.allMessages()).find(
        ({ threadTs, versions }) =>
          threadTs !== undefined && /from-slack.*is ready/.test(versions.at(-1)?.text ?? ""),
      ),
    );
    const said = JSON.stringify((await slack.allMessages()).map(({ versions }) => versions));
    expect(said).not.toMatch(/<!(?:channel|everyone|here)|@everyone/);
  });

  it("is harmless in the comment that refuses it", async () => {
    const size = "@everyone `x` **bold** <script>";
    const number = await askByIssue(running, "hubot", { name: "harmless", size });
    expect(await closedFor(running, number)).toBe("not_planned");
    const [refusal = ""] = await commentsOf(number);
    expect(refusal).toContain("could not be taken as a request");
    expect(refusal).toContain("everyone");
    expect(outsideCode(refusal)).not.toMatch(/@everyone|<script/);
    expect(refusal).toContain(String.raw`\*\*bold\*\*`);
  });

  it("can't pass a comment off as ours: someone's copy of the marker is not edited", async () => {
    const number = await askByIssue(running, "hubot", { name: "copycat", team: "team-alpha" });
    const ours = await commentSays(running, number, "waits for one approval");
    const copied = await running.github.comment("stranger", number, ours);
    const pull = await pullRequestOf(running, "copycat");
    await running.github.review("mona", pull.number, "APPROVE");
    expect(await closedFor(running, number)).toBe("completed");
    const copy = (await running.github.comments(number)).find(({ id }) => id === copied);
    expect(copy).toMatchObject({ author: "stranger", body: ours, edits: 0 });
  });
});

/** Opens an issue of which GitHub's own webhook does not arrive, so that the test can send it. */
async function unheardIssue(name: string): Promise<number> {
  await running.github.dropWebhooks(true);
  const number = await askByIssue(running, "hubot", { name });
  await running.github.dropWebhooks(false);
  return number;
}

/** Something that looks like Slack and is not signed by it. Resolves to the status of the answer. */
async function sendUnsigned(body: string): Promise<number> {
  try {
    const response = await fetch(`${running.appUrl}${slackPath}`, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": String(Math.floor(Date.now() / 1000)),
        "x-slack-signature": `v0=${"0".repeat(64)}`,
      },
      body,
    });
    return response.status;
  } catch {
    return 413;
  }
}

describe("a webhook", wholePath, () => {
  it("that comes three times makes one pull request and one comment", async () => {
    const number = await unheardIssue("redelivered");
    const body = issueOpened({ number, body: formBody({ name: "redelivered" }), login: "hubot" });
    const webhook = { id: "4f4d1a26-0000-4000-8000-000000000001", event: "issues", body };
    const together = [sendWebhook(running.appUrl, webhook), sendWebhook(running.appUrl, webhook)];
    expect(await Promise.all(together)).toEqual([200, 200]);
    await closedFor(running, number);
    expect(await sendWebhook(running.appUrl, webhook)).toBe(200);
    const next = await askByIssue(running, "hubot", { name: "after-redelivery" });
    await closedFor(running, next);
    const pulls = await running.github.pullRequests();
    expect(pulls.filter(({ title }) => title.includes(" redelivered "))).toHaveLength(1);
    const comments = await commentsOf(number);
    expect(comments.filter((text) => text.includes("causeway:report="))).toHaveLength(1);
    expect(comments.filter((text) => text.includes(":ready -->"))).toHaveLength(1);
  });

  it("with a wrong signature gets 401 and is not stored: the true one under its id is still taken", async () => {
    const number = await unheardIssue("forged");
    const body = issueOpened({ number, body: formBody({ name: "forged" }), login: "hubot" });
    const webhook = { id: "4f4d1a26-0000-4000-8000-000000000002", event: "issues", body };
    const forged = { ...webhook, secret: "not the App's secret" };
    expect(await sendWebhook(running.appUrl, forged)).toBe(401);
    expect(await commentsOf(number)).toEqual([]);
    expect(await sendWebhook(running.appUrl, webhook)).toBe(200);
    expect(await closedFor(running, number)).toBe("completed");
  });

  it("of more than GitHub sends gets 413, one as large as that is taken", async () => {
    const number = await unheardIssue("large");
    const issue = { number, body: formBody({ name: "large" }), login: "hubot" };
    const filler = (bytes: number): string => issueOpened(issue, { filler: "x".repeat(bytes) });
    const id = "4f4d1a26-0000-4000-8000-000000000003";
    const tooLarge = { id, event: "issues", body: filler(26_000_000) };
    expect(await sendWebhook(running.appUrl, tooLarge).catch(() => 413)).toBe(413);
    const large = { id, event: "issues", body: filler(24_000_000) };
    expect(await sendWebhook(running.appUrl, large)).toBe(200);
    expect(await closedFor(running, number)).toBe("completed");
  });

  it.each([
    ["nested 200,000 deep", `{"issue":${"[".repeat(200_000)}${"]".repeat(200_000)}}`],
    ["with numbers where texts belong", `{"action":7,"issue":{"number":"one","body":[]}}`],
    ["with a prototype in it", `{"__proto__":{"action":"opened"},"constructor":null}`],
    ["that is a list", "[1,2,3]"],
    [
      "that refers to itself, as far as JSON can",
      `{"issue":{"$ref":"#"},"sender":{"$ref":"#/issue"}}`,
    ],
  ])("%s is answered, and the app goes on", async (_what, body) => {
    const webhook = { id: "4f4d1a26-0000-4000-8000-000000000004", event: "issues", body };
    expect([200, 400]).toContain(await sendWebhook(running.appUrl, webhook));
    const health = await fetch(`${running.appUrl}/healthz`);
    expect(health.status).toBe(200);
  });

  it("that Slack did not sign gets 401, and one that is too large for Slack is refused", async () => {
    expect(await sendUnsigned("command=%2Fplatform&text=new-db")).toBe(401);
    expect([400, 401, 413]).toContain(await sendUnsigned("x".repeat(5_000_000)));
  });

  it("is not taken at another path or by another method", async () => {
    const got = await fetch(`${running.appUrl}${webhookPath}`);
    expect(got.status).toBe(405);
    const elsewhere = await fetch(`${running.appUrl}${webhookPath}/x`, { method: "POST" });
    expect(elsewhere.status).toBe(404);
  });
});
