import type { Offering } from "../domain/offering.ts";
import type { Platform, RequestRule, Team } from "../domain/platform.ts";

/** The rule of `platform.yaml` that decides about an offering for a team. */
export type RuleFor = (
  platform: Platform,
  asked: { readonly offering: string; readonly command: string; readonly team: string },
) => RequestRule | undefined;

/** Who may ask for an offering, for some of the teams: in words, without anybody's name. */
export interface Access {
  /** `every team`, or the teams' names. */
  readonly teams: string;
  readonly who: string;
  readonly approvals: string;
}

/** A list of more names is not read. */
const mostNamed = 8;

/** Who may ask for an offering for which team, and who must approve: one entry for teams that are alike. */
export function whoMay(
  offering: Pick<Offering, "name" | "command">,
  platform: Platform,
  ruleFor: RuleFor,
): readonly Access[] {
  const alike = new Map<string, { readonly access: Omit<Access, "teams">; teams: Team[] }>();
  for (const team of platform.teams.values()) {
    const asked = { offering: offering.name, command: offering.command, team: team.name };
    const access = accessOf(ruleFor(platform, asked));
    const key = `${access.who}\0${access.approvals}`;
    const known = alike.get(key);
    if (known === undefined) alike.set(key, { access, teams: [team] });
    else known.teams.push(team);
  }
  const groups = [...alike.values()].toSorted((a, b) => a.teams.length - b.teams.length);
  return groups.map(({ access, teams }, index) => ({
    ...access,
    teams: teamsInWords(teams, { only: groups.length === 1, last: index === groups.length - 1 }),
  }));
}

function teamsInWords(
  teams: readonly Team[],
  { only, last }: { readonly only: boolean; readonly last: boolean },
): string {
  if (only) return "every team";
  if (last && teams.length > 1) return "every other team";
  const names = teams.map(({ name }) => name);
  if (names.length <= mostNamed) return names.join(", ");
  return `${names.slice(0, mostNamed).join(", ")} and ${names.length - mostNamed} more`;
}

function accessOf(rule: RequestRule | undefined): Omit<Access, "teams"> {
  if (rule === undefined || rule.allow === "nobody") {
    return { who: "Nobody: the platform team has closed it", approvals: "" };
  }
  return {
    who: rule.allow === "members" ? "Members of the team" : "Anyone whose GitHub login is known",
    approvals: approvalsInWords(rule),
  };
}

function approvalsInWords({ approvals, approvers }: RequestRule): string {
  if (approvals === 0) return "None: it is merged when the guardrails pass";
  const people = approvals === 1 ? "1 other person" : `${approvals} other people`;
  return approvers === undefined
    ? `${people} who can write to the configuration repository`
    : `${people} of ${approvers}`;
}
