import type {
  Confirmed,
  LinkAttempt,
  PeopleLinks,
  PersonLink,
} from "../../src/domain/ports/people-links.ts";

interface Stored extends LinkAttempt {
  readonly signIns: number;
  readonly confirmationHash?: string;
  readonly githubLogin?: string;
  readonly githubId?: number;
}

/** Links in memory. test/store/people-links.test.ts holds it and the real one to the same rules. */
export class FakePeopleLinks implements PeopleLinks {
  readonly links = new Map<string, PersonLink>();
  readonly #attempts = new Map<string, Stored>();

  find(slackUserId: string): Promise<PersonLink | undefined> {
    return Promise.resolve(this.links.get(slackUserId));
  }

  slackUserOf(githubLogin: string, now: string): Promise<string | undefined> {
    const found = [...this.links.values()].find(
      (link) =>
        link.githubLogin.toLowerCase() === githubLogin.toLowerCase() && link.expiresAt > now,
    );
    return Promise.resolve(found?.slackUserId);
  }

  unlink(slackUserId: string): Promise<PersonLink | undefined> {
    const link = this.links.get(slackUserId);
    this.links.delete(slackUserId);
    this.#forget((attempt) => attempt.slackUserId === slackUserId);
    return Promise.resolve(link);
  }

  begin(
    { tokenHash, ...attempt }: Parameters<PeopleLinks["begin"]>[0],
    { now, most }: Parameters<PeopleLinks["begin"]>[1],
  ): Promise<boolean> {
    this.#forget(({ expiresAt }) => expiresAt <= now);
    const own = [...this.#attempts.values()].filter(
      ({ slackUserId }) => slackUserId === attempt.slackUserId,
    );
    if (own.length >= most) return Promise.resolve(false);
    this.#attempts.set(tokenHash, { ...attempt, signIns: 0 });
    return Promise.resolve(true);
  }

  attempt(tokenHash: string, now: string): Promise<LinkAttempt | undefined> {
    return Promise.resolve(toAttempt(this.#waiting(tokenHash, now)));
  }

  countSignIn(tokenHash: string, now: string, most: number): Promise<LinkAttempt | undefined> {
    const found = this.#waiting(tokenHash, now);
    if (found === undefined || found.signIns >= most) return Promise.resolve(undefined);
    this.#attempts.set(tokenHash, { ...found, signIns: found.signIns + 1 });
    return Promise.resolve(toAttempt(found));
  }

  noteSignIn(
    tokenHash: string,
    signedIn: Parameters<PeopleLinks["noteSignIn"]>[1],
  ): Promise<boolean> {
    const found = this.#attempts.get(tokenHash);
    if (found === undefined || found.confirmationHash !== undefined) return Promise.resolve(false);
    this.#attempts.set(tokenHash, { ...found, ...signedIn });
    return Promise.resolve(true);
  }

  abandon(tokenHash: string): Promise<void> {
    this.#attempts.delete(tokenHash);
    return Promise.resolve();
  }

  confirm(
    confirmationHash: string,
    { now, expiresAt }: Parameters<PeopleLinks["confirm"]>[1],
  ): Promise<Confirmed> {
    const [tokenHash, found] =
      [...this.#attempts].find(
        ([, one]) => one.confirmationHash === confirmationHash && one.expiresAt > now,
      ) ?? [];
    const { githubLogin, githubId } = found ?? {};
    if (tokenHash === undefined || found === undefined) return Promise.resolve({ kind: "unknown" });
    this.#attempts.delete(tokenHash);
    if (githubLogin === undefined || githubId === undefined)
      return Promise.resolve({ kind: "unknown" });
    const { slackUserId, slackTeamId } = found;
    const same = [...this.links.values()].filter((link) => link.githubId === githubId);
    const other = same.find((link) => link.slackUserId !== slackUserId && link.expiresAt > now);
    if (other !== undefined) {
      const bySlackUserId = other.slackUserId;
      return Promise.resolve({ kind: "taken", githubLogin, bySlackUserId });
    }
    for (const old of same) this.links.delete(old.slackUserId);
    const link = { slackUserId, slackTeamId, githubLogin, githubId, linkedAt: now, expiresAt };
    this.links.set(slackUserId, link);
    return Promise.resolve({ kind: "linked", link });
  }

  #waiting(tokenHash: string, now: string): Stored | undefined {
    const found = this.#attempts.get(tokenHash);
    const waits = found?.confirmationHash === undefined;
    return found !== undefined && waits && found.expiresAt > now ? found : undefined;
  }

  #forget(which: (attempt: Stored) => boolean): void {
    for (const [hash, attempt] of this.#attempts) if (which(attempt)) this.#attempts.delete(hash);
  }
}

function toAttempt(stored: Stored | undefined): LinkAttempt | undefined {
  if (stored === undefined) return undefined;
  const { slackUserId, slackTeamId, slackName, expiresAt } = stored;
  return { slackUserId, slackTeamId, slackName, expiresAt };
}
