import { shortGuardrailName } from "../domain/guardrail.ts";
import { isJsonObject, valueAt, type Json, type JsonObject } from "../domain/json.ts";
import type { Problem } from "../domain/location.ts";
import { nearestName } from "../domain/nearest-name.ts";
import { findEnvironmentProblems } from "./environment-problems.ts";
import { mostRules } from "./platform-schema.ts";
import { findGuardrailEnvironments } from "./guardrail-environments.ts";
import { mostFindings, show, type Source } from "./schema-problems.ts";
import { listAt, mapAt, textsAt } from "./values-at.ts";

/**
 * What two places of `platform.yaml` say against each other: a team that does not exist, an environment that is there
 * twice, a rule that can never be used. Works on files whose form is wrong too, as far as they can be read, so that
 * people hear of everything at once.
 */
export function findReferenceProblems(source: Source): readonly Problem[] {
  return [
    ...findDoubledEnvironments(source),
    ...findEnvironmentProblems(source),
    ...findRuleProblems(source),
    ...findDoubledCommands(source),
    ...findConnectionsByCommand(source),
    ...findDoubledGuardrails(source),
    ...findGuardrailEnvironments(source),
  ];
}

function findDoubledEnvironments({ document }: Source): readonly Problem[] {
  const names = listAt(document.value, "environments").map((entry) => valueAt(entry, ["name"]));
  return findDoubled(names).map(({ text, index, before }) => {
    const { startLine } = document.locate(["environments", before, "name"]);
    const message = `The environment "${show(text)}" is there already, on line ${startLine}. Rename or remove one of the two.`;
    return { location: document.locate(["environments", index, "name"]), message };
  });
}

interface Doubled {
  readonly text: string;
  readonly index: number;
  /** Where the same text was first. */
  readonly before: number;
}

function findDoubled(values: readonly (Json | undefined)[]): readonly Doubled[] {
  const first = new Map<string, number>();
  const doubled = values.flatMap((text, index): readonly Doubled[] => {
    if (typeof text !== "string") return [];
    const before = first.get(text);
    if (before !== undefined) return [{ text, index, before }];
    first.set(text, index);
    return [];
  });
  return doubled.slice(0, mostFindings);
}

function findRuleProblems(source: Source): readonly Problem[] {
  const teams = Object.keys(mapAt(source.document.value, "teams")).filter(
    (team) => team !== "__proto__",
  );
  const rules = listAt(source.document.value, "requests").slice(0, mostRules);
  const named = [...teamsOfEnvironments(source), ...teamsOfRules(rules)];
  const known = new Set(teams);
  const unknownTeams = named.filter(({ team }) => !known.has(team)).slice(0, mostFindings);
  const others = rules.flatMap((rule, index) => [
    ...findIdleApprovers(rule, index, source),
    ...findShadowedRule(rules, index, source),
  ]);
  return [...unknownTeams.map((each) => describeUnknownTeam(each, teams, source)), ...others];
}

interface NamedTeam {
  readonly team: string;
  readonly path: readonly (string | number)[];
}

function teamsOfEnvironments({ document }: Source): readonly NamedTeam[] {
  return listAt(document.value, "environments").flatMap((environment, index) => {
    const team = valueAt(environment, ["approvers"]);
    if (typeof team !== "string") return [];
    return [{ team, path: ["environments", index, "approvers"] }];
  });
}

function teamsOfRules(rules: readonly Json[]): readonly NamedTeam[] {
  return rules.flatMap((rule, index) => {
    const listed = listAt(rule, "teams").flatMap((team, at): readonly NamedTeam[] =>
      typeof team === "string" && team !== "*"
        ? [{ team, path: ["requests", index, "teams", at] }]
        : [],
    );
    const approvers = valueAt(rule, ["approvers"]);
    return typeof approvers === "string"
      ? [...listed, { team: approvers, path: ["requests", index, "approvers"] }]
      : listed;
  });
}

function describeUnknownTeam(
  { team, path }: NamedTeam,
  teams: readonly string[],
  { document }: Source,
): Problem {
  const near = nearestName(team, teams.slice(0, 500));
  const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
  const message = `There is no team "${show(team)}" under "teams".${hint} ${listTeams(teams)}`;
  return { location: document.locate(path), message };
}

function listTeams(teams: readonly string[]): string {
  if (teams.length === 0) return "There are none yet.";
  const more = teams.length > 20 ? `, and ${teams.length - 20} more` : "";
  return `The teams are: ${teams.slice(0, 20).map(show).join(", ")}${more}.`;
}

function findIdleApprovers(rule: Json, index: number, { document }: Source): readonly Problem[] {
  const approvers = valueAt(rule, ["approvers"]);
  const approvals = valueAt(rule, ["approvals"]) ?? 0;
  if (typeof approvers !== "string" || approvals !== 0) return [];
  const message = `"approvers" does nothing while this rule needs no approvals. Add "approvals: 1", or remove "approvers".`;
  return [{ location: document.locateKey(["requests", index, "approvers"]), message }];
}

function findShadowedRule(
  rules: readonly Json[],
  index: number,
  { document }: Source,
): readonly Problem[] {
  const rule = rules[index];
  if (!isJsonObject(rule)) return [];
  const before = rules
    .slice(0, index)
    .findIndex((other) => isJsonObject(other) && coversAll(other, rule));
  if (before === -1) return [];
  const { startLine } = document.locate(["requests", before]);
  const message = `This rule is never used: the rule on line ${startLine} covers all that it names, and the first match decides. Move this one up, or remove it.`;
  const place = document.locate(["requests", index]);
  return [
    { location: { ...place, endLine: place.startLine, endColumn: place.startColumn + 1 }, message },
  ];
}

function coversAll(earlier: JsonObject, later: JsonObject): boolean {
  return ["offerings", "teams"].every((key) => {
    const wide = new Set(textsAt(earlier, key));
    const narrow = textsAt(later, key);
    if (earlier[key] === undefined || wide.has("*")) return true;
    return narrow.length > 0 && narrow.every((name) => wide.has(name));
  });
}

function findDoubledCommands({ document }: Source): readonly Problem[] {
  const commands = Object.entries(mapAt(document.value, "commands"));
  return findDoubled(commands.map(([, offering]) => offering)).map(({ text, index, before }) => {
    const command = commands[index]?.[0];
    const other = show(commands[before]?.[0] ?? "");
    const message = `${show(text)} has the command "${other}" already. An offering has one command: remove one of the two.`;
    return { location: document.locate(["commands", command ?? ""]), message };
  });
}

function findConnectionsByCommand({ document }: Source): readonly Problem[] {
  const commands = mapAt(document.value, "commands");
  const wrong = Object.keys(mapAt(document.value, "connections")).flatMap((key) => {
    const offering = Object.hasOwn(commands, key) ? commands[key] : undefined;
    return typeof offering === "string" ? [{ key, offering }] : [];
  });
  return wrong.slice(0, mostFindings).map(({ key, offering }) => {
    const message = `"${show(key)}" is a command. Here stands the offering's name: ${show(offering)}.`;
    return { location: document.locateKey(["connections", key]), message };
  });
}

/** `no-host-path` and `no-host-path.causeway.dev` are one guardrail. */
function findDoubledGuardrails({ document }: Source): readonly Problem[] {
  const names = Object.keys(mapAt(document.value, "guardrails"));
  return findDoubled(names.map(shortGuardrailName)).map(({ index, before }) => {
    const name = names[index] ?? "";
    const other = names[before] ?? "";
    const { startLine } = document.locateKey(["guardrails", other]);
    const message = `"${show(name)}" is the same guardrail as "${show(other)}" on line ${startLine}. Remove one of the two.`;
    return { location: document.locateKey(["guardrails", name]), message };
  });
}
