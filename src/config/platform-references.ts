import { isJsonObject, valueAt, type Json, type JsonObject } from "../domain/json.ts";
import type { Problem } from "../domain/location.ts";
import { nearestName } from "./nearest-name.ts";
import { show, type Source } from "./schema-problems.ts";

/**
 * What two places of `platform.yaml` say against each other: a team that does not exist, an environment that is there
 * twice, a rule that can never be used. Works on files whose form is wrong too, as far as they can be read, so that
 * people hear of everything at once.
 */
export function findReferenceProblems(source: Source): readonly Problem[] {
  return [
    ...findDoubledEnvironments(source),
    ...findRuleProblems(source),
    ...findDoubledCommands(source),
    ...findConnectionsByCommand(source),
  ];
}

function findDoubledEnvironments({ document }: Source): readonly Problem[] {
  const first = new Map<string, number>();
  return listAt(document.value, "environments").flatMap((entry, index): readonly Problem[] => {
    const name = valueAt(entry, ["name"]);
    if (typeof name !== "string") return [];
    const before = first.get(name);
    first.set(name, before ?? index);
    if (before === undefined) return [];
    const { startLine } = document.locate(["environments", before, "name"]);
    const message = `The environment "${show(name)}" is there already, on line ${startLine}. Rename or remove one of the two.`;
    return [{ location: document.locate(["environments", index, "name"]), message }];
  });
}

function findRuleProblems(source: Source): readonly Problem[] {
  const teams = Object.keys(mapAt(source.document.value, "teams")).filter(
    (team) => team !== "__proto__",
  );
  const rules = listAt(source.document.value, "requests");
  return rules.flatMap((rule, index) => [
    ...findUnknownTeams(rule, index, teams, source),
    ...findIdleApprovers(rule, index, source),
    ...findShadowedRule(rules, index, source),
  ]);
}

function findUnknownTeams(
  rule: Json,
  index: number,
  teams: readonly string[],
  { document }: Source,
): readonly Problem[] {
  const named = textsAt(rule, "teams").map((team, at) => ({ team, path: ["teams", at] }));
  const approvers = valueAt(rule, ["approvers"]);
  if (typeof approvers === "string") named.push({ team: approvers, path: ["approvers"] });
  return named
    .filter(({ team, path }) => !teams.includes(team) && !(team === "*" && path.length === 2))
    .map(({ team, path }) => {
      const near = nearestName(team, teams);
      const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
      const known =
        teams.length === 0 ? "There are none yet." : `The teams are: ${teams.join(", ")}.`;
      return {
        location: document.locate(["requests", index, ...path]),
        message: `There is no team "${show(team)}" under "teams".${hint} ${known}`,
      };
    });
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
    const wide = textsAt(earlier, key);
    const narrow = textsAt(later, key);
    if (earlier[key] === undefined || wide.includes("*")) return true;
    return narrow.length > 0 && narrow.every((name) => wide.includes(name));
  });
}

function findDoubledCommands({ document }: Source): readonly Problem[] {
  const first = new Map<string, string>();
  return Object.entries(mapAt(document.value, "commands")).flatMap(
    ([command, offering]): readonly Problem[] => {
      if (typeof offering !== "string") return [];
      const before = first.get(offering);
      first.set(offering, before ?? command);
      if (before === undefined) return [];
      const message = `${show(offering)} has the command "${show(before)}" already. An offering has one command: remove one of the two.`;
      return [{ location: document.locate(["commands", command]), message }];
    },
  );
}

function findConnectionsByCommand({ document }: Source): readonly Problem[] {
  const commands = mapAt(document.value, "commands");
  return Object.keys(mapAt(document.value, "connections")).flatMap((key): readonly Problem[] => {
    const offering = Object.hasOwn(commands, key) ? commands[key] : undefined;
    if (typeof offering !== "string") return [];
    const message = `"${show(key)}" is a command. Here stands the offering's name: ${show(offering)}.`;
    return [{ location: document.locateKey(["connections", key]), message }];
  });
}

function listAt(value: Json, key: string): readonly Json[] {
  const found = valueAt(value, [key]);
  return Array.isArray(found) ? (found as readonly Json[]) : [];
}

function textsAt(value: Json, key: string): readonly string[] {
  return listAt(value, key).filter((item) => typeof item === "string");
}

function mapAt(value: Json, key: string): JsonObject {
  const found = valueAt(value, [key]);
  return isJsonObject(found) ? found : {};
}
