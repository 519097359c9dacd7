import { createPublicKey, randomBytes, verify } from "node:crypto";
import { z } from "zod";
import { Refused } from "./refused.ts";
import type { State } from "./state.ts";

const claims = z.object({
  iss: z.union([z.string(), z.number()]),
  iat: z.number(),
  exp: z.number(),
});

/** Ten minutes, GitHub's longest life of an App's token. */
const maxLifeSeconds = 600;
const hourMs = 3_600_000;

/** Throws unless the header carries a JSON web token that the App's key signed and that is good now. */
export function assertApp(state: State, authorization: string | undefined): void {
  const token = bearer(authorization);
  const [header = "", payload = "", signature = ""] = token.split(".");
  const key = createPublicKey(state.app.privateKey);
  const signed = Buffer.from(`${header}.${payload}`);
  if (!verify("RSA-SHA256", signed, key, Buffer.from(signature, "base64url")))
    throw new Refused(401, "A JSON web token could not be decoded");
  const { iss, iat, exp } = claims.parse(JSON.parse(Buffer.from(payload, "base64url").toString()));
  if (String(iss) !== String(state.app.id)) throw new Refused(401, "Integration not found");
  const seconds = Date.now() / 1_000;
  if (exp <= seconds)
    throw new Refused(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  if (exp - iat > maxLifeSeconds + 60)
    throw new Refused(401, "'Expiration time' claim ('exp') is too far in the future");
}

/** Throws unless the header carries an installation token that is good for the repository (all, when none is given). */
export function assertToken(
  state: State,
  authorization: string | undefined,
  repository: string | undefined,
): void {
  const known = state.tokens.get(bearer(authorization));
  if (known === undefined || known.expiresAt <= Date.now())
    throw new Refused(401, "Bad credentials");
  if (repository !== undefined && known.repositories?.includes(repository) === false)
    throw new Refused(404, "Not Found");
}

/** A new installation token. */
export function issueToken(state: State, repositories: readonly string[] | undefined): object {
  const unknown = repositories?.find((name) => name !== state.repository);
  if (unknown !== undefined)
    throw new Refused(
      422,
      "There is at least one repository that does not exist or is not accessible to the parent installation.",
    );
  const token = `ghs_${randomBytes(27).toString("base64url")}`;
  const expiresAt = Date.now() + hourMs;
  state.tokens.set(token, { expiresAt, ...(repositories === undefined ? {} : { repositories }) });
  return {
    token,
    expires_at: new Date(expiresAt).toISOString(),
    permissions: { metadata: "read" },
    repository_selection: "selected",
  };
}

function bearer(authorization: string | undefined): string {
  const token = /^(?:bearer|token) (\S+)$/i.exec(authorization ?? "")?.[1];
  if (token === undefined) throw new Refused(401, "Requires authentication");
  return token;
}
