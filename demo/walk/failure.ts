import {
  eventually,
  messageSaying,
  must,
  replySaying,
  showThread,
  textOf,
  type Scene,
} from "./stage.ts";

/** The cloud says no: the thread names the object and its message, and what can be done; then it is mended. */
export const failureScene: Scene = {
  title: "When it does not work",
  play: async (stage) => {
    const { world, names, script } = stage;
    const { hubot } = world.people.users;
    const channel = world.people.channels["my-team"];
    world.cluster.failNext("invoices");
    script.does(
      "hubot",
      "types /platform new-db in #my-team, for my-team, name invoices, size small",
    );
    await world.slack.slashCommand(hubot, channel, "new-db");
    await eventually("a form that opens", () => world.slack.openedView(hubot));
    await world.slack.submitView(hubot, {
      name: "invoices",
      team: "my-team",
      size: "small",
      backup: "No",
    });
    const message = await messageSaying(stage, channel, "invoices", "platform-resources");
    const failed = await replySaying(stage, message, "What can be done");
    must(textOf(failed, names).includes("Account"), "the reply names the managed resource");
    await showThread(stage, message);
    script.does("mona", "creates the resource group, and Crossplane tries again");
    world.cluster.mend("invoices");
    await replySaying(stage, message, "ready after all");
    await showThread(stage, message);
  },
};
