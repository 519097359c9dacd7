import { createHash } from "node:crypto";
import { z } from "zod";
import { errorMessage, TerminalError } from "../domain/errors.ts";
import type { Logger } from "../domain/ports/logger.ts";
import type { SignedIn, SignIn } from "../domain/ports/sign-in.ts";

export interface SignInOptions {
  /** `https://github.com`, without a slash at the end. */
  readonly webUrl: string;
  /** `https://api.github.com`, without a slash at the end. */
  readonly apiUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly log: Logger;
  /** How long each answer is waited for. Default 5 s: a person waits for the page. */
  readonly timeoutMs?: number;
}

const tokenAnswer = z.union([
  z.object({ access_token: z.string().min(1) }),
  z.object({ error: z.string(), error_description: z.string().optional() }),
]);
const userAnswer = z.object({ login: z.string(), id: z.int() });

/** The answers that mean that this code is of no use; the others mean that the App is set up wrongly. */
const codeErrors = new Set(["bad_verification_code", "unverified_user_email", "access_denied"]);

/**
 * The web application flow of a GitHub App, with PKCE
 * (docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app).
 * The token is used for one question, who it belongs to, and revoked.
 */
export function createSignIn(options: SignInOptions): SignIn {
  return {
    address: ({ state, redirectUri, verifier }) => {
      const url = new URL(`${options.webUrl}/login/oauth/authorize`);
      url.search = new URLSearchParams({
        client_id: options.clientId,
        redirect_uri: redirectUri,
        state,
        code_challenge: createHash("sha256").update(verifier).digest("base64url"),
        code_challenge_method: "S256",
        // The person may be signed in with another account than the one that they want to link.
        prompt: "select_account",
        allow_signup: "false",
      }).toString();
      return url.href;
    },
    whoIs: async ({ code, redirectUri, verifier }): Promise<SignedIn> => {
      const token = await exchange(options, { code, redirectUri, verifier });
      if (token === undefined) return { kind: "refused" };
      try {
        const answer = await ask(options, `${options.apiUrl}/user`, {
          headers: { authorization: `Bearer ${token}` },
        });
        if (!answer.ok) throw new Error(`GitHub answered ${answer.status} to GET /user.`);
        const { login, id } = userAnswer.parse(await answer.json());
        return { kind: "person", login, id };
      } finally {
        await revoke(options, token);
      }
    },
  };
}

/** The token for a code; undefined when GitHub says that the code is no good. */
async function exchange(
  options: SignInOptions,
  given: { readonly code: string; readonly redirectUri: string; readonly verifier: string },
): Promise<string | undefined> {
  const answer = await ask(options, `${options.webUrl}/login/oauth/access_token`, {
    method: "POST",
    body: new URLSearchParams({
      client_id: options.clientId,
      client_secret: options.clientSecret,
      code: given.code,
      redirect_uri: given.redirectUri,
      code_verifier: given.verifier,
    }),
  });
  if (answer.status >= 500 || answer.status === 429)
    throw new Error(`GitHub answered ${answer.status} to the exchange of a code.`);
  if (answer.status === 404) throw misconfigured("there is no App with this client id");
  const parsed = tokenAnswer.parse(await answer.json());
  if ("access_token" in parsed) return parsed.access_token;
  if (codeErrors.has(parsed.error)) return undefined;
  throw misconfigured(parsed.error);
}

function misconfigured(reason: string): TerminalError {
  return new TerminalError(
    `GitHub does not accept how Causeway signs people in (${reason}). The platform team checks GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET and the callback URL on the GitHub App's settings page.`,
  );
}

/** A token that nobody needs any more. That it can't be revoked is no trouble of the person's: it ends by itself. */
async function revoke(options: SignInOptions, token: string): Promise<void> {
  const { apiUrl, clientId, clientSecret, log } = options;
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString("base64");
  try {
    const answer = await ask(options, `${apiUrl}/applications/${clientId}/token`, {
      method: "DELETE",
      headers: { authorization: `Basic ${basic}`, "content-type": "application/json" },
      body: JSON.stringify({ access_token: token }),
    });
    if (!answer.ok) log.warn({ status: answer.status }, "a user token could not be revoked");
  } catch (error) {
    log.warn({ error: errorMessage(error) }, "a user token could not be revoked");
  }
}

async function ask(
  { timeoutMs }: SignInOptions,
  url: string,
  request: {
    readonly method?: "POST" | "DELETE";
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: URLSearchParams | string;
  },
): Promise<Response> {
  return fetch(url, {
    ...request,
    headers: { accept: "application/json", "user-agent": "causeway", ...request.headers },
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs ?? 5_000),
  });
}
