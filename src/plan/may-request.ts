import type { Decision } from "../domain/decision.ts";
import type { Platform, RequestRule } from "../domain/platform.ts";

/** What must be known to say whether a person may ask for something. */
export interface RequestFacts {
  /** Undefined when a Slack user has no GitHub login in platform.yaml and no link. */
  readonly requesterLogin: string | undefined;
  /** How the person is known on the surface: `Slack user U024BE7LH`, `octocat`. */
  readonly sender: string;
  readonly offering: string;
  readonly command: string;
  readonly team: string;
  readonly isTeamMember: boolean;
}

/** The first rule that covers an offering and a team. There always is one: the configuration ends with a rule for all. */
export function ruleFor(
  platform: Platform,
  asked: Pick<RequestFacts, "offering" | "command" | "team">,
): RequestRule | undefined {
  return platform.requests.find(
    (rule) =>
      covers(rule.offerings, [asked.command, asked.offering]) && covers(rule.teams, [asked.team]),
  );
}

/** Who may ask for which offering for which team: the rules of platform.yaml on the default branch. */
export function mayRequest(platform: Platform, facts: RequestFacts): Decision {
  if (facts.requesterLogin === undefined) {
    return {
      kind: "refuse",
      reasonCode: "requesterUnknown",
      message: `${facts.sender} is not linked to a GitHub login, or no longer. Type /platform link, or ask the platform team to add a line for you under "people" in platform.yaml.`,
    };
  }
  const team = platform.teams.get(facts.team);
  if (team === undefined) {
    const known = [...platform.teams.keys()].join(", ");
    return {
      kind: "refuse",
      reasonCode: "teamUnknown",
      fieldId: "team",
      message: `There is no team "${facts.team}" in platform.yaml. The teams are: ${known}.`,
    };
  }
  const rule = ruleFor(platform, facts);
  if (rule === undefined || rule.allow === "nobody") {
    return {
      kind: "refuse",
      reasonCode: "offeringNotAllowed",
      fieldId: "team",
      message: `platform.yaml does not allow ${facts.command} for ${facts.team}. The platform team can change the rule under "requests".`,
    };
  }
  if (rule.allow === "members" && !facts.isTeamMember) {
    return {
      kind: "refuse",
      reasonCode: "notTeamMember",
      fieldId: "team",
      message: `${facts.requesterLogin} is not a member of the GitHub team ${team.github}. Ask for one of your own teams, or ask ${facts.team} to add you.`,
    };
  }
  return { kind: "proceed", reasonCode: "allowed" };
}

function covers(patterns: readonly string[], names: readonly string[]): boolean {
  return patterns.some((pattern) => pattern === "*" || names.includes(pattern));
}
