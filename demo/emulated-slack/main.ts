import { z } from "zod";
import { startEmulatedSlack } from "./server.ts";

/**
 * The emulated Slack in a process of its own, so that it lives on when the app is killed. Its one argument is JSON:
 * the options of startEmulatedSlack. Prints `{"url": …}` on one line when it listens; ends on SIGTERM.
 */
const options = z
  .object({
    port: z.number().int().default(0),
    users: z.array(z.string()),
    channels: z.array(z.object({ name: z.string(), withoutBot: z.boolean().default(false) })),
    signingSecret: z.string(),
    botToken: z.string(),
    scopes: z.array(z.string()),
    appUrl: z.string().default(""),
  })
  .parse(JSON.parse(process.argv[2] ?? "{}"));

const slack = await startEmulatedSlack(options);
process.stdout.write(`${JSON.stringify({ url: slack.url })}\n`);
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    void slack.close().then(() => process.exit(0));
  });
}
