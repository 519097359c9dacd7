import { stringAt, valueAt } from "../../src/domain/json.ts";
import { renderBlocks } from "../print-slack.ts";
import type { SeenMessage } from "../emulated-slack/protocol.ts";
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

const overlay = (environment: string): string =>
  `services/checkout/overlays/${environment}/kustomization.yaml`;

/** `/platform status`: what runs where. */
async function showStatus(stage: Stage, who: "octocat" | "mona"): Promise<void> {
  const { world, names, script } = stage;
  script.does(who, "types /platform status checkout in #team-alpha");
  const outcome = await world.slack.slashCommand(
    world.people.users[who],
    world.people.channels["team-alpha"],
    "status checkout",
  );
  must(outcome.kind === "answered" && outcome.message !== undefined, "/platform status answers");
  if (outcome.kind !== "answered" || outcome.message === undefined) return;
  script.shows(
    `Only visible to you\n${renderBlocks(outcome.message.blocks, outcome.message.text, names)}`,
  );
}

/** Types a command in #team-alpha and waits for the message that follows. */
async function ask(
  stage: Stage,
  {
    who,
    command,
    about,
  }: { readonly who: "octocat" | "mona"; readonly command: string; readonly about: string },
): Promise<SeenMessage> {
  const { world, names, script } = stage;
  const channel = world.people.channels["team-alpha"];
  script.does(who, `types /platform ${command} in #team-alpha`);
  const outcome = await world.slack.slashCommand(world.people.users[who], channel, command);
  if (outcome.kind === "answered" && outcome.message !== undefined) {
    script.shows(
      `Only visible to you\n${renderBlocks(outcome.message.blocks, outcome.message.text, names)}`,
    );
  }
  return messageSaying(stage, channel, about, "ull request #");
}

async function press(
  stage: Stage,
  who: "octocat" | "mona",
  {
    message,
    actionId,
    label,
  }: { readonly message: SeenMessage; readonly actionId: string; readonly label: string },
): Promise<void> {
  const { world, names, script } = stage;
  script.does(who, `presses “${label}”`);
  const outcome = await world.slack.click(
    world.people.users[who],
    { channel: message.channel, ts: message.ts },
    actionId,
  );
  if (outcome.kind === "answered" && outcome.message !== undefined) {
    script.shows(
      `Only visible to you\n${renderBlocks(outcome.message.blocks, outcome.message.text, names)}`,
    );
  }
}

/** The seed's way of a change: dev, then staging, then production with an approval. */
export const promotionScene: Scene = {
  title: "From dev to production",
  play: async (stage) => {
    const { world, script } = stage;
    await showStatus(stage, "octocat");
    const staged = await ask(stage, {
      who: "octocat",
      command: "promote checkout staging",
      about: "checkout 1.4.2 to staging",
    });
    const pull = await eventually("the promotion's pull request", async () =>
      (await world.github.pullRequests()).find(({ title }) => title.includes("1.4.2 to staging")),
    );
    await showPullRequest(stage, pull.number);
    const runs = await replySaying(stage, staged, "runs in staging");
    await showThread(stage, staged);
    const files = await world.github.files();
    must(files[overlay("staging")]?.includes('newTag: "1.4.2"') === true, "staging has 1.4.2");
    must(
      files[overlay("production")]?.includes('newTag: "1.4.1"') === true,
      "production is as it was",
    );

    await press(stage, "octocat", {
      message: runs,
      actionId: "causeway:promote:0",
      label: "Promote to production",
    });
    const channel = world.people.channels["team-alpha"];
    const produced = await messageSaying(
      stage,
      channel,
      "checkout 1.4.2 to production",
      "aiting for approval",
    );
    const waits = await replySaying(stage, produced, "waits for approval");
    await showThread(stage, produced);
    const approve = { message: waits, actionId: "causeway:approve:0", label: "Approve" };
    await press(stage, "octocat", approve);
    script.says("octocat asked for it, so that does not count. mona is in the platform team:");
    await press(stage, "mona", approve);
    await replySaying(stage, produced, "runs in production");
    await showThread(stage, produced);
    await showStatus(stage, "octocat");
  },
};

/** A version that can't start in production: the cause is named, and the way back is one command. */
export const rollbackScene: Scene = {
  title: "It fails in production, and goes back",
  play: async (stage) => {
    const { world, script } = stage;
    script.does("octocat", "brings 1.5.0 to dev and staging, as every day");
    const files = await world.github.files();
    for (const environment of ["dev", "staging"]) {
      const before = files[overlay(environment)] ?? "";
      await world.github.pushFiles("octocat", {
        [overlay(environment)]: before.replace('"1.4.2"', '"1.5.0"'),
      });
    }
    await eventually("1.5.0 healthy in staging", () => {
      const application = world.cluster.store
        .list("argoproj.io", "Application")
        .find(({ metadata }) => metadata.name === "checkout-staging");
      const images = valueAt(application, ["status", "summary", "images", 0]);
      const sync = stringAt(application, ["status", "sync", "status"]);
      return images === "myorg.azurecr.io/checkout:1.5.0" && sync === "Synced" ? true : undefined;
    });
    script.says("What nobody knows yet: production's registry does not have that image.");
    world.cluster.loseImage("myorg.azurecr.io/checkout:1.5.0");
    const produced = await ask(stage, {
      who: "octocat",
      command: "promote checkout production",
      about: "checkout 1.5.0 to production",
    });
    const waits = await replySaying(stage, produced, "waits for approval");
    await press(stage, "mona", {
      message: waits,
      actionId: "causeway:approve:0",
      label: "Approve",
    });
    await replySaying(stage, produced, "failed");
    await showThread(stage, produced);

    const back = await ask(stage, {
      who: "mona",
      command: "rollback checkout production",
      about: "checkout 1.4.2 back in production",
    });
    await replySaying(stage, back, "runs in production");
    await showThread(stage, back);
    const after = await world.github.files();
    must(after[overlay("production")]?.includes('newTag: "1.4.2"') === true, "production is back");
    await showStatus(stage, "mona");
  },
};
