import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Question } from "../delivery/status-source.ts";
import { statusSources } from "../delivery/status-sources.ts";
import type { Assessment } from "../domain/delivery.ts";
import { errorMessage } from "../domain/errors.ts";
import { refOf, type KubernetesObject } from "../domain/kubernetes.ts";
import { assessmentsAsText, type AssessedObject } from "./assessments-as-text.ts";
import { objectsOfFile, viewOfObjects } from "./kubernetes-files.ts";

export interface CommandIo {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  readonly cwd: string;
}

const usage = `Usage: causeway assess FILE… --revision SHA [--descendants SHA,…] [--repository URL] [--format text|json]

Says whether a commit runs, and well, by the objects in the files (as from kubectl get -o yaml).
  --revision     the commit that is asked about
  --descendants  commits that are known to contain it
  --repository   the repository that the commit is in; without it, any
`;

/**
 * `causeway assess`: Argo CD, Flux and Crossplane objects in files → a verdict on each.
 * Returns the exit status: 0 when all files were read, whatever the verdicts; 2 for wrong usage or unreadable input.
 */
export async function runAssess(args: readonly string[], io: CommandIo): Promise<number> {
  const asked = parse(args);
  if (typeof asked === "string") {
    io.stderr.write(`${asked}\n\n${usage}`);
    return 2;
  }
  const objects: { readonly apiVersion: string; readonly object: KubernetesObject }[] = [];
  for (const path of asked.paths) {
    const read = await readObjects(resolve(io.cwd, path), path);
    if (typeof read === "string") {
      io.stderr.write(`${read}\n`);
      return 2;
    }
    for (const object of read) objects.push({ apiVersion: object.apiVersion, object });
  }
  const view = viewOfObjects(objects.map(({ object }) => object));
  const assessed = objects.map(({ apiVersion, object }): AssessedObject => {
    const { resource, recheckAt: _recheckAt, ...verdict } = assess(object, asked.question, view);
    const { kind, name, namespace } = resource;
    const place = namespace === undefined ? {} : { namespace };
    return { resource: { apiVersion, kind, ...place, name }, ...verdict };
  });
  const isJson = asked.format === "json";
  io.stdout.write(isJson ? `${JSON.stringify(assessed, null, 2)}\n` : assessmentsAsText(assessed));
  return 0;
}

function assess(
  object: KubernetesObject,
  question: Question,
  view: ReturnType<typeof viewOfObjects>,
): Assessment {
  for (const source of statusSources) {
    const assessment = source.assessObject(object, question, view);
    if (assessment !== undefined) return assessment;
  }
  return {
    resource: refOf(object),
    state: "irrelevant",
    final: true,
    reasonCode: "NO_STATUS_SOURCE",
    message: `${object.kind} ${object.metadata.name} says nothing of a commit's way into the cluster.`,
  };
}

interface Asked {
  readonly paths: readonly string[];
  readonly question: Question;
  readonly format: string;
}

/** What was asked, or a sentence on what is wrong with it. */
function parse(args: readonly string[]): Asked | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        revision: { type: "string" },
        descendants: { type: "string", multiple: true, default: [] },
        repository: { type: "string" },
        format: { type: "string", default: "text" },
      },
    });
    const { revision, descendants, repository, format } = values;
    if (positionals.length === 0) return "Name at least one file with Kubernetes objects.";
    if (revision === undefined) return "Say which commit is meant: --revision SHA.";
    if (format !== "text" && format !== "json") {
      return `--format is "${format}"; it can be text or json.`;
    }
    const commits = [revision, ...descendants.flatMap((list) => list.split(","))];
    const shas = commits.map((sha) => sha.trim().toLowerCase()).filter((sha) => sha !== "");
    const wrong = shas.find((sha) => !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(sha));
    if (wrong !== undefined || shas[0] === undefined) {
      return `"${wrong ?? revision}" is no full commit SHA: 40 characters 0 to 9 and a to f, as git rev-parse prints it.`;
    }
    const question: Question = {
      commitSha: shas[0],
      descendants: new Set(shas),
      repositoryUrl: repository,
      now: new Date(),
      settings: { settleSeconds: 30, deadlineSeconds: 900 },
    };
    return { paths: positionals, question, format };
  } catch (error) {
    return errorMessage(error);
  }
}

/** The objects of a file, or a sentence on why it can't be read. */
async function readObjects(
  path: string,
  shownPath: string,
): Promise<readonly KubernetesObject[] | string> {
  try {
    return objectsOfFile(await readFile(path, "utf8"), shownPath);
  } catch (error) {
    return `${shownPath} can't be read: ${errorMessage(error)}`;
  }
}
