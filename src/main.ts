#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { errorMessage } from "./domain/errors.ts";

interface Command {
  readonly name: string;
  readonly help: string;
  run(args: readonly string[]): Promise<number>;
}

const io = { stdout: process.stdout, stderr: process.stderr, cwd: process.cwd() };

/** Each command is loaded only when it runs, so that a check does not wait for Slack's libraries. */
const commands: readonly Command[] = [
  {
    name: "serve",
    help: "Runs Causeway. Settings come from environment variables; see docs/configuration.md.",
    // Slack's client may still hold a timer for a try that nobody waits for: what is stopped has stopped.
    run: async () => process.exit(await (await import("./cli/serve.ts")).serve(process.env)),
  },
  {
    name: "demo",
    help: "Plays the whole conversation on this machine, then stays up to play with. --once ends it.",
    run: async (args) => (await import("../demo/main.ts")).demo(args),
  },
  {
    name: "check",
    help: "Judges manifests by the guardrails, as a pull request would be.",
    run: async (args) => (await import("./cli/check.ts")).runCheck([...args], io),
  },
  {
    name: "assess",
    help: "Says what objects of the cluster mean for one commit.",
    run: async (args) => (await import("./cli/assess.ts")).runAssess([...args], io),
  },
  {
    name: "put-aside",
    help: "Lists events that failed for good, and puts them back with --retry.",
    run: async (args) => (await import("./cli/put-aside.ts")).runPutAside(args, process.env, io),
  },
  {
    name: "offering",
    help: "Shows what a file offers: its fields, its forms and an example.",
    run: async (args) => (await import("./cli/offering.ts")).runOffering([...args], io),
  },
  {
    name: "render",
    help: "Writes the manifest that a request with these values would write.",
    run: async (args) => (await import("./cli/render.ts")).runRender([...args], io),
  },
  {
    name: "promote",
    help: "Gives an environment the version that another one has, in the files of a repository.",
    run: async (args) => (await import("./cli/promote.ts")).runPromote(args, io),
  },
  {
    name: "doctor",
    help: "Checks this installation and says how to mend each finding.",
    run: async () => (await import("./cli/doctor.ts")).runDoctor(process.env, io),
  },
];

const [name, ...rest] = process.argv.slice(2);
process.exitCode = await main(name, rest);

async function main(command: string | undefined, args: readonly string[]): Promise<number> {
  if (command === "--version") return print(version());
  if (command === undefined || command === "help" || command === "--help") return print(usage());
  const found = commands.find((each) => each.name === command);
  if (found === undefined) {
    io.stderr.write(`causeway: there is no command "${command}".\n\n${usage()}\n`);
    return 2;
  }
  try {
    return await found.run(args);
  } catch (error) {
    io.stderr.write(`causeway ${command}: ${errorMessage(error)}\n`);
    return 1;
  }
}

function usage(): string {
  const lines = commands.map(({ name: each, help }) => `  causeway ${each.padEnd(9)} ${help}`);
  return ["Usage:", ...lines, "  causeway --version"].join("\n");
}

function print(text: string): number {
  io.stdout.write(`${text}\n`);
  return 0;
}

function version(): string {
  const candidates = ["../package.json", "../../package.json"].map(
    (path) => new URL(path, import.meta.url),
  );
  for (const url of candidates) {
    const parsed = readPackage(url);
    if (parsed !== undefined) return parsed;
  }
  return "unknown";
}

function readPackage(url: URL): string | undefined {
  try {
    const parsed: unknown = JSON.parse(readFileSync(url, "utf8"));
    return typeof parsed === "object" && parsed !== null && "version" in parsed
      ? String(parsed.version)
      : undefined;
  } catch {
    return undefined;
  }
}
