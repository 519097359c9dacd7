import { renderBlocks, renderVersions, renderView } from "../print-slack.ts";
import { showPullRequest } from "./show-github.ts";
import {
  eventually,
  messageSaying,
  must,
  replySaying,
  showThread,
  type Scene,
  type Stage,
} from "./stage.ts";

/** The claim of the seed, byte for byte: what a request for it must write. */
export const seedClaim = `apiVersion: platform.example.com/v1alpha1
kind: Database
metadata:
  name: my-app-database
  namespace: my-team
spec:
  parameters:
    size: medium
    backup: true
`;

/** `/platform`: what can be asked for. */
export const helpScene: Scene = {
  title: "What can I ask for?",
  play: async (stage) => {
    const { world, names, script } = stage;
    const { octocat } = world.people.users;
    script.does("octocat", "types /platform in #my-team");
    const answer = await eventually(
      "an answer to /platform that names /platform new-db",
      async () => {
        const outcome = await world.slack.slashCommand(
          octocat,
          world.people.channels["my-team"],
          "",
        );
        if (outcome.kind !== "answered" || outcome.message === undefined) return undefined;
        const text = renderBlocks(outcome.message.blocks, outcome.message.text, names);
        return text.includes("/platform new-db") ? text : undefined;
      },
    );
    script.shows(`Only visible to you\n${answer}`);
  },
};

/** `/platform new-db`: the form, a wrong name, the right one, and the whole way until the database is ready. */
export const databaseScene: Scene = {
  title: "A database, please",
  play: async (stage) => {
    const { world, script } = stage;
    await fillInForm(stage);
    const channel = world.people.channels["my-team"];
    const opened = await messageSaying(stage, channel, "my-app-database", "ull request");
    const pull = await eventually("a pull request that writes the claim", async () =>
      (await world.github.pullRequests()).find(({ headRef }) => headRef.startsWith("causeway/r-")),
    );
    script.says("The pull request in myorg/platform-config, as a reviewer sees it:");
    await showPullRequest(stage, pull.number);
    const files = await world.github.changedFiles(pull.number);
    must(files.length === 1, "the pull request changes exactly one file");
    must(files[0]?.content === seedClaim, "the manifest equals the seed's Database claim");
    const ready = await replySaying(stage, opened, "is ready");
    script.says("In #my-team, the one message and the one reply:");
    await showThread(stage, ready.threadTs === undefined ? opened : await newest(stage, channel));
    script.says(
      "The message was edited in place as things went on. Its first version, and how each later one ended:",
    );
    for (const version of renderVersions(await newest(stage, channel), stage.names))
      script.shows(version);
  },
};

async function fillInForm({ world, names, script }: Stage): Promise<void> {
  const { octocat } = world.people.users;
  script.does("octocat", "types /platform new-db");
  await world.slack.slashCommand(octocat, world.people.channels["my-team"], "new-db");
  const opened = await eventually("a form that opens", () => world.slack.openedView(octocat));
  script.shows(renderView(opened.view, names));
  script.does(
    "octocat",
    "fills in name My_App_Database, team my-team, size medium, backup yes, and submits",
  );
  const refused = await world.slack.submitView(octocat, {
    name: "My_App_Database",
    team: "my-team",
    size: "medium",
    backup: "Yes",
  });
  must(refused.kind === "errors", "the wrong name is refused inside the form");
  if (refused.kind === "errors") {
    for (const [field, message] of Object.entries(refused.errors))
      script.shows(`✗ at ${field}: ${message}`);
    must(
      Object.keys(refused.errors).join() === "field.name",
      "the refusal is at the field of the name",
    );
  }
  script.does("octocat", "corrects the name to my-app-database and submits");
  const taken = await world.slack.submitView(octocat, {
    name: "my-app-database",
    team: "my-team",
    size: "medium",
    backup: "Yes",
  });
  must(taken.kind === "closed", "the form closes: the request was taken");
}

async function newest(stage: Stage, channel: string) {
  return messageSaying(stage, channel, "my-app-database", "my-app-database");
}
