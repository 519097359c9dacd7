import { TerminalError } from "../domain/errors.ts";
import type { RepositoryRef } from "../domain/repository.ts";
import type { GitHubClient } from "./client.ts";
import { isRefusal } from "./errors.ts";

/** Whether a login is an active member of `org/slug`; of a team below it counts too, as on GitHub. */
export async function isTeamMember(
  client: GitHubClient,
  team: string,
  login: string,
): Promise<boolean> {
  const [organization = "", slug = "", ...rest] = team.split("/");
  if (organization === "" || slug === "" || rest.length > 0) {
    throw new TerminalError(
      `"${team}" is not a GitHub team: write it as organisation/team-slug, such as myorg/team-alpha.`,
    );
  }
  const answer = await foundOrAbsent(() =>
    client.callOrganization(
      organization,
      "GET /orgs/{org}/teams/{team_slug}/memberships/{username}",
      { org: organization, team_slug: slug, username: login },
    ),
  );
  return answer?.data.state === "active";
}

/** Whether a login can push to the repository. */
export async function canWrite(
  client: GitHubClient,
  repository: RepositoryRef,
  login: string,
): Promise<boolean> {
  const answer = await foundOrAbsent(() =>
    client.call(repository, "GET /repos/{owner}/{repo}/collaborators/{username}/permission", {
      username: login,
    }),
  );
  // GitHub maps its roles on these: maintain is told as write, triage as read.
  return answer?.data.permission === "admin" || answer?.data.permission === "write";
}

async function foundOrAbsent<Found>(find: () => Promise<Found>): Promise<Found | undefined> {
  try {
    return await find();
  } catch (error) {
    if (isRefusal(error, 404)) return undefined;
    throw error;
  }
}
