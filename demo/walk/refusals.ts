import { eventually, must, type Scene } from "./stage.ts";

/** Someone who is not known, and a name that is taken: each is told what would help, inside the form. */
export const refusalScene: Scene = {
  title: "Two that are refused",
  play: async (stage) => {
    const { world, script } = stage;
    const channel = world.people.channels["my-team"];
    const { stranger, hubot } = world.people.users;
    for (const [who, user, name] of [
      ["stranger", stranger, "mine"],
      ["hubot", hubot, "my-app-database"],
    ] as const) {
      script.does(who, `asks for the database ${name}`);
      await world.slack.slashCommand(user, channel, "new-db");
      await eventually("a form that opens", () => world.slack.openedView(user));
      const outcome = await world.slack.submitView(user, {
        name,
        team: "my-team",
        size: "small",
        backup: "No",
      });
      must(outcome.kind === "errors", `${who} is refused inside the form`);
      if (outcome.kind !== "errors") continue;
      for (const [field, message] of Object.entries(outcome.errors))
        script.shows(`✗ at ${field}: ${message}`);
    }
  },
};
