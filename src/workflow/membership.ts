import type { Platform } from "../domain/platform.ts";
import type { Clock } from "../domain/ports/clock.ts";
import type { RepositoryHost } from "../domain/ports/repository-host.ts";
import { repositoryName } from "../domain/repository.ts";
import type { Membership } from "./ports.ts";

/** How long an answer is remembered. Long enough for a modal and the work that follows it, short enough to trust. */
const rememberMs = 60_000;

/** Asks GitHub, and remembers each answer for a minute. */
export function createMembership(host: RepositoryHost, clock: Clock): Membership {
  const answers = new Map<string, { readonly answer: boolean; readonly until: number }>();

  async function remembered(key: string, ask: () => Promise<boolean>): Promise<boolean> {
    const now = clock.now().getTime();
    const known = answers.get(key);
    if (known !== undefined && known.until > now) return known.answer;
    const answer = await ask();
    if (answers.size > 10_000) answers.clear();
    answers.set(key, { answer, until: now + rememberMs });
    return answer;
  }

  return {
    isMember: async (platform: Platform, team, login) => {
      const github = platform.teams.get(team)?.github;
      if (github === undefined) return false;
      return remembered(`team ${github} ${login}`, () => host.isTeamMember(github, login));
    },
    canWrite: (repository, login) =>
      remembered(`write ${repositoryName(repository)} ${login}`, () =>
        host.canWrite(repository, login),
      ),
  };
}
