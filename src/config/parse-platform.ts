import type { GuardrailSetting } from "../domain/guardrail.ts";
import type { Location, Problem } from "../domain/location.ts";
import type { Platform, RequestRule } from "../domain/platform.ts";
import { readYaml, startOf } from "../yaml/documents.ts";
import { toEnvironmentRules } from "./environment-rules.ts";
import { findReferenceProblems } from "./platform-references.ts";
import { platformSchema, type PlatformFile } from "./platform-schema.ts";
import { findSchemaProblems } from "./schema-problems.ts";

/** What became of `platform.yaml`: a platform with every default filled in, or every mistake in file order. */
export type ParsedPlatform =
  | { readonly kind: "parsed"; readonly platform: Platform }
  | { readonly kind: "broken"; readonly problems: readonly Problem[] };

/** Ends every list of rules: members of a team may ask for everything, without approvals. */
export const finalRule: RequestRule = {
  offerings: ["*"],
  teams: ["*"],
  allow: "members",
  approvals: 0,
};

/**
 * Reads `platform.yaml` (DESIGN section 6; its form is docs/configuration.md). Never throws.
 * @param text the file's content, from the default branch or from a pull request: untrusted.
 * @param path the file's path in its repository, for the places of problems.
 */
export function parsePlatform(text: string, path: string): ParsedPlatform {
  const bytes = Buffer.byteLength(text);
  if (bytes > mostBytes) {
    const message = `The file has ${bytes} bytes; at most ${mostBytes} are read, which is room for 10,000 people.`;
    return broken([{ location: startOf(path), message }]);
  }
  const file = readYaml(text, path);
  if (file.problems.length > 0) return broken(file.problems.map((found) => withHint(found, text)));
  const [document, second] = file.documents;
  if (document === undefined) {
    const message = `The file is empty. It needs at least: ${smallest}.`;
    return broken([{ location: startOf(path), message }]);
  }
  if (second !== undefined) {
    const message =
      "A second document starts here. The platform is one document: join the two, and remove the --- between them.";
    return broken([{ location: firstCharacter(second.locate([])), message }]);
  }
  const source = { document, text };
  const problems = [
    ...findSchemaProblems(platformSchema, source),
    ...findReferenceProblems(source),
  ];
  if (problems.length > 0) return broken(problems);
  const parsed = platformSchema.safeParse(document.value);
  // Can't happen: the same schema found no problem. Without the check the types would not follow.
  if (!parsed.success) return broken([{ location: startOf(path), message: parsed.error.message }]);
  return { kind: "parsed", platform: toPlatform(parsed.data) };
}

/** Less than for other YAML: this file is parsed where people's commands are answered, also when a stranger brings it. */
const mostBytes = 400_000;

const smallest =
  '"apiVersion: causeway.dev/v1", "kind: Platform" and "teams: {team-alpha: {github: myorg/team-alpha}}"';

function toPlatform(file: PlatformFile): Platform {
  const teams = Object.entries(file.teams).map(([name, { github, slack, namespace }]) => {
    const team = { name, github, namespace: namespace ?? name };
    return [name, slack === undefined ? team : { ...team, slack }] as const;
  });
  const rules = file.requests.map(({ approvers, ...rule }) =>
    approvers === undefined ? rule : { ...rule, approvers },
  );
  return {
    environments: file.environments.map(toEnvironmentRules),
    teams: new Map(teams),
    people: new Map(Object.entries(file.people)),
    commands: new Map(Object.entries(file.commands)),
    requests: [...rules, finalRule],
    connections: new Map(Object.entries(file.connections)),
    guardrails: new Map(
      Object.entries(file.guardrails).map(([name, setting]) => [name, toSetting(setting)]),
    ),
    ...(file.kubernetesVersion === undefined ? {} : { kubernetesVersion: file.kubernetesVersion }),
  };
}

function toSetting(setting: PlatformFile["guardrails"][string]): GuardrailSetting {
  if (typeof setting === "string") return setting;
  const { level, parameters, ...environments } = setting;
  return {
    ...(level === undefined ? {} : { level }),
    ...(Object.keys(environments).length > 0 ? { environments } : {}),
    ...(parameters === undefined ? {} : { parameters }),
  };
}

/** More helps nobody, and each becomes an annotation: a generated file can have thousands. */
const mostProblems = 50;

function broken(problems: readonly Problem[]): ParsedPlatform {
  const inOrder = problems.toSorted(
    (a, b) =>
      a.location.startLine - b.location.startLine ||
      a.location.startColumn - b.location.startColumn,
  );
  const last = inOrder[mostProblems - 1];
  if (last === undefined || inOrder.length === mostProblems)
    return { kind: "broken", problems: inOrder };
  const message = "There are more problems from here on. Mend the first ones and look again.";
  const shown = [...inOrder.slice(0, mostProblems - 1), { location: last.location, message }];
  return { kind: "broken", problems: shown };
}

/** What the library says of a bare `#` or `*` is true and helps nobody: both mean something of their own in YAML. */
const bareWords = [
  { pattern: /\{[^"'#]*:\s+#\S/, hint: "a # without quotes starts a comment" },
  { pattern: /\bcron:\s+\*/, hint: "a * without quotes starts an alias" },
] as const;

function withHint(problem: Problem, text: string): Problem {
  const lines = text.split(/\r?\n/);
  for (const { pattern, hint } of bareWords) {
    const at = lines.findIndex((line) => pattern.test(line));
    if (at === -1 || at + 1 > problem.location.startLine) continue;
    const message = `${problem.message} On line ${at + 1}, ${hint}: put that value in quotes.`;
    return { ...problem, message };
  }
  return problem;
}

function firstCharacter(location: Location): Location {
  return { ...location, endLine: location.startLine, endColumn: location.startColumn + 1 };
}
