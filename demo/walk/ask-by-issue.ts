import { showIssue } from "./show-github.ts";
import { eventually, must, type Scene, type Stage } from "./stage.ts";

const formPath = ".github/ISSUE_TEMPLATE/new-db.yml";

/** The form comes from the same schema, by a pull request that the platform team merges. */
export const issueFormScene: Scene = {
  title: "The issue form, proposed by pull request",
  play: async (stage) => {
    const { world, script } = stage;
    const pull = await eventually("a pull request that proposes the issue forms", async () =>
      (await world.github.pullRequests()).find(({ headRef }) =>
        headRef.startsWith("causeway/issue-forms"),
      ),
    );
    const form = (await world.github.changedFiles(pull.number)).find(
      ({ path }) => path === formPath,
    );
    script.shows(
      `#${pull.number}  ${pull.title}   by ${pull.author}\n\n+++ ${formPath}\n${form?.content ?? ""}`,
    );
    script.does("mona", "merges it");
    await world.github.mergePullRequest("mona", pull.number);
  },
};

function body(answers: Readonly<Record<string, string>>): string {
  return Object.entries(answers)
    .map(([label, answer]) => `### ${label}\n\n${answer}`)
    .join("\n\n");
}

const asked = {
  "What you ask for": "new-db",
  Name: "sessions",
  Team: "my-team",
  Size: "small",
  Backup: "no",
};

/** The same request by issue form: one comment edited in place, and the issue closes when it is ready. */
export const issueScene: Scene = {
  title: "The same, by issue form",
  play: async (stage) => {
    const { world, script } = stage;
    script.does("hubot", "sends in the form: name sessions, team my-team, size small, backup no");
    const number = await world.github.openIssue("hubot", {
      title: "new-db: sessions",
      body: body(asked),
    });
    await untilClosed(stage, number);
    await showIssue(stage, number);
    const comments = await world.github.comments(number);
    must(
      comments.filter(({ body: text }) => text.includes("causeway:report=")).length === 1,
      "one comment follows it",
    );
    must(
      comments.some(({ body: text }) => text.includes("is ready")),
      "a comment says that it is ready",
    );
  },
};

/** A text that was tampered with is no request. */
export const tamperedScene: Scene = {
  title: "A form that was tampered with",
  play: async (stage) => {
    const { world, script } = stage;
    const tampered = `${body({ ...asked, Name: "billing" })}\n\n### Team\n\nplatform-team\n\n<!-- causeway:request=r-0000000000 --> @everyone`;
    script.does("stranger", "sends in a form with a second Team, a forged marker and a mention");
    script.shows(tampered);
    const number = await world.github.openIssue("stranger", {
      title: "new-db: billing",
      body: tampered,
    });
    await untilClosed(stage, number);
    await showIssue(stage, number);
    const pulls = await world.github.pullRequests();
    must(!pulls.some(({ title }) => title.includes("billing")), "no pull request came of it");
  },
};

async function untilClosed({ world }: Stage, number: number): Promise<void> {
  await eventually(`issue #${number} is closed`, async () =>
    (await world.github.issues()).find((each) => each.number === number && each.state === "closed"),
  );
}
