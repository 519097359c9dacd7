import { createHash, createHmac, randomBytes } from "node:crypto";
import { errorMessage, TerminalError } from "../domain/errors.ts";
import type { Platform } from "../domain/platform.ts";
import type { Clock } from "../domain/ports/clock.ts";
import type { Logger } from "../domain/ports/logger.ts";
import type { LinkAttempt, PeopleLinks, PersonLink } from "../domain/ports/people-links.ts";
import type { PersonMessages } from "../domain/ports/person-messages.ts";
import type { SignedIn, SignIn } from "../domain/ports/sign-in.ts";
import { slackUserInPlatform } from "./identify.ts";

/** What linking needs. */
export interface LinkOptions {
  readonly links: PeopleLinks;
  /** Absent: this installation can't sign people in. */
  readonly way?: LinkWay;
  /** platform.yaml of the default branch; undefined until it was read. */
  platform(): Platform | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface LinkWay {
  readonly signIn: SignIn;
  readonly messages: PersonMessages;
  /** Where people reach Causeway's pages, without a slash at the end. */
  readonly publicUrl: string;
  /** Makes each sign-in's verifier, so that none is stored. A secret. */
  readonly secret: string;
  /** For how long a link counts. */
  readonly linkDays: number;
}

/** A Slack user, as the event that Slack signed names them. */
export interface SlackUser {
  readonly userId: string;
  readonly teamId: string;
  readonly name: string;
}

export type LinkStart =
  | { readonly kind: "offered"; readonly url: string; readonly link: PersonLink | undefined }
  | { readonly kind: "inPlatform"; readonly githubLogin: string }
  | { readonly kind: "tooMany" }
  | { readonly kind: "notSetUp" };

/** Why a page can't go on: whole sentences. `later` is true where the same address may work in a moment. */
export interface LinkRefusal {
  readonly kind: "refused";
  readonly message: string;
  readonly later: boolean;
}

export type LinkBegun = { readonly kind: "go"; readonly url: string } | LinkRefusal;

export type LinkSignedIn =
  | {
      readonly kind: "ask";
      readonly githubLogin: string;
      readonly slackName: string;
      readonly slackUserId: string;
      /** Only the page that asks knows it: the link in Slack does not confirm. */
      readonly confirmation: string;
    }
  | LinkRefusal;

export type LinkConfirmed = { readonly kind: "linked"; readonly link: PersonLink } | LinkRefusal;

/** `/platform link` and its pages: a Slack user shows on GitHub who they are. */
export interface LinkDesk {
  /** What `/platform link` answers. The address is for this person alone. */
  start(user: SlackUser): Promise<LinkStart>;
  /** Ends the person's link. Resolves to the link that was there. */
  unlink(userId: string): Promise<PersonLink | undefined>;
  /** The page behind the address: where the person goes to sign in. */
  begin(token: string): Promise<LinkBegun>;
  /** The page that GitHub sends the person back to. `code` is absent when they said no there. */
  signedIn(token: string, code: string | undefined): Promise<LinkSignedIn>;
  /** The person said yes on that page. */
  confirm(confirmation: string): Promise<LinkConfirmed>;
}

const attemptMinutes = 10;
const mostAttempts = 5;
/** Reloads while GitHub does not answer, and no more: each asks GitHub. */
const mostSignIns = 5;

export function createLinkDesk(options: LinkOptions): LinkDesk {
  const { links, clock } = options;
  const now = (): string => clock.now().toISOString();
  return {
    start: (user) => start(options, user),
    unlink: (userId) => links.unlink(userId),
    begin: (token) =>
      onPage(options, async (way) => {
        const attempt = await links.attempt(hashOf(token), now());
        if (attempt === undefined) return over;
        return { kind: "go", url: way.signIn.address({ state: token, ...attemptOf(way, token) }) };
      }),
    signedIn: (token, code) =>
      onPage(options, async (way) => {
        if (code === undefined) return turnedDown(options, token);
        const attempt = await links.countSignIn(hashOf(token), now(), mostSignIns);
        return attempt === undefined ? over : comeBack(options, way, { token, code, attempt });
      }),
    confirm: (confirmation) => onPage(options, (way) => confirm(options, way, confirmation)),
  };
}

/** A page always says something that a person can use; what went wrong inside is for the log. */
async function onPage<Outcome>(
  { way, log }: LinkOptions,
  work: (way: LinkWay) => Promise<Outcome | LinkRefusal>,
): Promise<Outcome | LinkRefusal> {
  if (way === undefined) return notSetUp;
  try {
    return await work(way);
  } catch (error) {
    log.error({ error: errorMessage(error) }, "a page of /platform link failed");
    const message =
      "Something went wrong on our side, and nothing was linked. Reload this page in a moment; if that does not help, type /platform link in Slack again.";
    return { kind: "refused", message, later: true };
  }
}

async function start(options: LinkOptions, user: SlackUser): Promise<LinkStart> {
  const { links, way, clock } = options;
  const githubLogin = options.platform()?.people.get(user.userId);
  if (githubLogin !== undefined) return { kind: "inPlatform", githubLogin };
  if (way === undefined) return { kind: "notSetUp" };
  const now = clock.now();
  const token = randomBytes(32).toString("base64url");
  const attempt = {
    tokenHash: hashOf(token),
    slackUserId: user.userId,
    slackTeamId: user.teamId,
    slackName: user.name,
    expiresAt: new Date(now.getTime() + attemptMinutes * 60_000).toISOString(),
  };
  const begun = await links.begin(attempt, { now: now.toISOString(), most: mostAttempts });
  if (!begun) return { kind: "tooMany" };
  const link = await links.find(user.userId);
  return { kind: "offered", url: `${way.publicUrl}/link/start?state=${token}`, link };
}

async function turnedDown({ links }: LinkOptions, token: string): Promise<LinkRefusal> {
  await links.abandon(hashOf(token));
  return refusal(
    "You did not sign in on GitHub, so nothing was linked. If that was not meant, type /platform link in Slack again.",
  );
}

interface Return {
  readonly token: string;
  readonly code: string;
  readonly attempt: LinkAttempt;
}

async function comeBack(
  options: LinkOptions,
  way: LinkWay,
  { token, code, attempt }: Return,
): Promise<LinkSignedIn> {
  const person = await whoIs(options, way, { token, code });
  if (person.kind === "refused") return "message" in person ? person : codeRefused;
  const platform = options.platform();
  const other = platform && slackUserInPlatform(platform, person.login);
  if (other !== undefined && other !== attempt.slackUserId) {
    await options.links.abandon(hashOf(token));
    return refusal(
      `platform.yaml says that ${person.login} is the Slack user ${other}, so it can't be linked to another one. If that is wrong, the platform team mends it under "people".`,
    );
  }
  const confirmation = randomBytes(32).toString("base64url");
  const noted = await options.links.noteSignIn(hashOf(token), {
    confirmationHash: hashOf(confirmation),
    githubLogin: person.login,
    githubId: person.id,
  });
  if (!noted) return over;
  const { slackName, slackUserId } = attempt;
  return { kind: "ask", githubLogin: person.login, slackName, slackUserId, confirmation };
}

async function whoIs(
  { log }: LinkOptions,
  way: LinkWay,
  { token, code }: Pick<Return, "token" | "code">,
): Promise<SignedIn | LinkRefusal> {
  try {
    return await way.signIn.whoIs({ code, ...attemptOf(way, token) });
  } catch (error) {
    log.warn({ error: errorMessage(error) }, "GitHub did not say who has signed in");
    if (error instanceof TerminalError) return refusal(error.message);
    const message =
      "GitHub does not answer, so it is not known who you are there. Nothing was linked. Reload this page in a moment; if that does not help, type /platform link in Slack again.";
    return { kind: "refused", message, later: true };
  }
}

async function confirm(
  { links, clock, log }: LinkOptions,
  way: LinkWay,
  confirmation: string,
): Promise<LinkConfirmed> {
  const now = clock.now();
  const expiresAt = new Date(now.getTime() + way.linkDays * 86_400_000).toISOString();
  const done = await links.confirm(hashOf(confirmation), { now: now.toISOString(), expiresAt });
  if (done.kind === "unknown") return over;
  if (done.kind === "taken") {
    return refusal(
      `${done.githubLogin} is linked to another Slack user already (${done.bySlackUserId}), and a GitHub login belongs to one. That user can type /platform unlink; then type /platform link again.`,
    );
  }
  const { slackUserId, githubLogin } = done.link;
  log.info({ slackUserId, githubLogin, expiresAt }, "a Slack user was linked to a GitHub login");
  const message = `You are ${githubLogin} on GitHub now, until ${expiresAt.slice(0, 10)}. If you did not do this, type /platform unlink and tell the platform team.`;
  await way.messages.tell(slackUserId, message).catch((error: unknown) => {
    log.warn({ slackUserId, error: errorMessage(error) }, "a linked person could not be told");
  });
  return { kind: "linked", link: done.link };
}

/** The verifier comes from the token and a secret: the one who has the address in Slack can't work it out. */
function attemptOf(
  { publicUrl, secret }: LinkWay,
  token: string,
): { readonly redirectUri: string; readonly verifier: string } {
  const verifier = createHmac("sha256", secret).update(`link:${token}`).digest("base64url");
  return { redirectUri: `${publicUrl}/link/callback`, verifier };
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

function refusal(message: string): LinkRefusal {
  return { kind: "refused", message, later: false };
}

const notSetUp = refusal(
  'Linking is not set up here. Ask the platform team to add a line for you under "people" in platform.yaml.',
);

const over = refusal(
  `This link was used already, or is older than ${attemptMinutes} minutes, or is not whole. Type /platform link in Slack for a new one.`,
);

const codeRefused = refusal(
  "GitHub does not know this sign-in any more. Nothing was linked. Type /platform link in Slack again.",
);
