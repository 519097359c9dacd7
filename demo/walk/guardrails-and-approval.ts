import { showCheck } from "./show-github.ts";
import { eventually, messageSaying, must, replySaying, showThread, type Scene } from "./stage.ts";

const badClaim = `apiVersion: platform.example.com/v1alpha1
kind: Database
metadata:
  name: reports
  namespace: my-team
spec:
  parameters:
    size: enormous
    backups: true
`;

/** A person writes a manifest by hand and gets it wrong: the check says where, and what would pass. */
export const badPullRequestScene: Scene = {
  title: "A pull request by hand, with two mistakes",
  play: async (stage) => {
    const { world, script } = stage;
    script.does("hubot", "opens a pull request that adds claims/my-team/reports.yaml");
    script.shows(badClaim.trimEnd());
    const number = await world.github.openPullRequest("hubot", {
      branch: "reports-database",
      title: "Add a database for reports",
      files: { "claims/my-team/reports.yaml": badClaim },
    });
    const pull = await eventually("the pull request by hand", async () =>
      (await world.github.pullRequests()).find((each) => each.number === number),
    );
    await showCheck(stage, pull.headSha);
    const [check] = await world.github.checkRuns(pull.headSha);
    must(check?.conclusion === "failure", "the check fails");
    const lines = new Set(check?.annotations.map((annotation) => annotation.start_line));
    must(lines.has(8), "size: enormous is annotated on line 8");
    must(lines.has(9), "backups is annotated on line 9");
    await world.github.closePullRequest("hubot", number);
  },
};

/** A request that a rule lets wait for another team's approval. */
export const approvalScene: Scene = {
  title: "Customer data: somebody looks first",
  play: async (stage) => {
    const { world, script } = stage;
    const { octocat } = world.people.users;
    const channel = world.people.channels["team-alpha"];
    script.does(
      "octocat",
      "types /platform new-db in #team-alpha, for team-alpha, name orders, size large",
    );
    await world.slack.slashCommand(octocat, channel, "new-db");
    await eventually("a form that opens", () => world.slack.openedView(octocat));
    const taken = await world.slack.submitView(octocat, {
      name: "orders",
      team: "team-alpha",
      size: "large",
      backup: "Yes",
    });
    must(taken.kind === "closed", "the request for team-alpha is taken");
    const message = await messageSaying(stage, channel, "orders", "platform-team");
    await replySaying(stage, message, "waits for approval");
    await showThread(stage, message);
    const pull = await eventually("the open pull request for orders", async () =>
      (await world.github.pullRequests()).find(
        ({ title, state }) => state === "open" && title.includes("orders"),
      ),
    );
    script.does("octocat", "approves the pull request, which must not count");
    await world.github.review("octocat", pull.number, "APPROVE");
    script.does("mona", "from the platform team approves the pull request");
    await world.github.review("mona", pull.number, "APPROVE");
    await replySaying(stage, message, "is ready");
    await showThread(stage, message);
  },
};
