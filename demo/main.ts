import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startApp, type App } from "../src/app.ts";
import { readSettings } from "../src/config/environment.ts";
import { errorMessage } from "../src/domain/errors.ts";
import { createLogger } from "../src/log.ts";
import { playOn } from "./play-on.ts";
import { issueFormScene, issueScene, tamperedScene } from "./walk/ask-by-issue.ts";
import { databaseScene, helpScene } from "./walk/ask-in-slack.ts";
import { failureScene } from "./walk/failure.ts";
import { approvalScene, badPullRequestScene } from "./walk/guardrails-and-approval.ts";
import { promotionScene, rollbackScene } from "./walk/promote.ts";
import { refusalScene } from "./walk/refusals.ts";
import { Script, type Scene, type Stage } from "./walk/stage.ts";
import { startWorld } from "./world.ts";

const scenes: readonly Scene[] = [
  helpScene,
  databaseScene,
  badPullRequestScene,
  approvalScene,
  issueFormScene,
  issueScene,
  tamperedScene,
  refusalScene,
  failureScene,
  promotionScene,
  rollbackScene,
];

/**
 * Starts the real app against an emulated GitHub and Slack and a simulated cluster, walks through a day of a team,
 * and prints the conversation as people see it. With `--once` it ends there; else it stays up to play with.
 * Resolves to the exit status: 0 when everything happened, 1 when a step did not, 2 for arguments it does not know.
 */
export async function demo(args: readonly string[]): Promise<number> {
  const unknown = args.filter((arg) => arg !== "--once");
  if (unknown.length > 0) {
    process.stderr.write(
      `causeway demo: it takes --once and nothing else, not ${unknown.join(" ")}\n`,
    );
    return 2;
  }
  const script = new Script((text) => process.stdout.write(text));
  const dataDirectory = await mkdtemp(join(tmpdir(), "causeway-demo-"));
  const world = await startWorld({ stepMs: 300, settleSeconds: 1, logLevel: "error" });
  const environment = world.environment(join(dataDirectory, "data"));
  // Where the Kubernetes client looks, as for any other program on this machine.
  process.env["KUBECONFIG"] = environment["KUBECONFIG"];
  const read = readSettings(environment);
  if (read.kind === "broken")
    throw new Error(read.problems.map(({ message }) => message).join("\n"));
  const app = await startApp(read.settings, createLogger(read.settings.server.logLevel));
  try {
    script.says(welcome(app));
    const stage = { world, app, names: await world.slack.directory(), script };
    const missed = await walk(stage);
    if (missed !== undefined) {
      script.says(`✗ The demo stopped: ${missed}`);
      return 1;
    }
    script.says("✓ Everything happened as it should.");
    if (!args.includes("--once")) await playOn(stage);
    return 0;
  } finally {
    await app.stop();
    await world.stop();
    await rm(dataDirectory, { recursive: true, force: true });
  }
}

/** Plays the scenes in order. Resolves to what did not happen, or undefined. */
async function walk(stage: Stage): Promise<string | undefined> {
  for (const [index, scene] of scenes.entries()) {
    stage.script.scene(index + 1, scene.title);
    try {
      await scene.play(stage);
    } catch (error) {
      return `in “${scene.title}”: ${errorMessage(error)}`;
    }
  }
  return undefined;
}

function welcome(app: App): string {
  return [
    "Causeway runs on this machine, with the embedded database, against an emulated GitHub and Slack and a simulated",
    `cluster. It listens on http://127.0.0.1:${app.port}. The configuration repository myorg/platform-config holds the`,
    "XRD, the Composition and the Argo CD Applications of demo/platform-config.",
  ].join("\n");
}
