import { z } from "zod";
import { startEmulatedGitHub } from "./server.ts";

/**
 * The emulated GitHub in a process of its own, so that it lives on when the app is killed. Its one argument is JSON:
 * the options of startEmulatedGitHub. Prints `{"url": …}` on one line when it listens; ends on SIGTERM.
 */
const options = z
  .object({
    port: z.number().int().default(0),
    owner: z.string(),
    repository: z.string(),
    files: z.record(z.string(), z.string()),
    users: z.array(z.string()),
    teams: z.record(z.string(), z.array(z.string())),
    app: z.object({
      id: z.number(),
      slug: z.string().default("causeway"),
      privateKey: z.string(),
      webhookSecret: z.string(),
      webhookUrl: z.string(),
    }),
    recordTraffic: z.boolean().default(false),
  })
  .parse(JSON.parse(process.argv[2] ?? "{}"));

const github = await startEmulatedGitHub(options);
process.stdout.write(`${JSON.stringify({ url: github.url })}\n`);
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    void github.close().then(() => process.exit(0));
  });
}
