import { z } from "zod";
import { errorMessage } from "../domain/errors.ts";
import type { SamlIdentities } from "../domain/ports/company-directory.ts";
import { GitHubClient } from "./client.ts";
import { isRefusal } from "./errors.ts";
import type { OctokitOptions } from "./installations.ts";

/**
 * `samlIdentityProvider` is visible to an App's installation with "members: read" (GitHub's GraphQL reference,
 * Organization). `userName` finds a SAML or SCIM name; `membersOnly` leaves out who has left.
 */
const query = `query ($organization: String!, $name: String!) {
  organization(login: $organization) {
    samlIdentityProvider {
      externalIdentities(first: 3, userName: $name, membersOnly: true) {
        nodes { samlIdentity { nameId username } user { login } }
      }
    }
  }
}`;

const identity = z.object({
  samlIdentity: z
    .object({ nameId: z.string().nullable(), username: z.string().nullable() })
    .nullable(),
  user: z.object({ login: z.string() }).nullable(),
});
const answerSchema = z.object({
  organization: z
    .object({
      samlIdentityProvider: z
        .object({ externalIdentities: z.object({ nodes: z.array(identity.nullable()) }) })
        .nullable(),
    })
    .nullable(),
});

/** The identities of an organisation that has SAML sign-on of its own; none where it has not, or its enterprise has. */
export function createSamlIdentities(options: OctokitOptions): SamlIdentities {
  const client = new GitHubClient(options);
  return {
    loginOf: async (organization, name) => {
      try {
        const asked = { organization, name };
        return loginIn(await client.queryOrganization(organization, query, asked), name);
      } catch (error) {
        const why = whyNever(error);
        if (why === undefined) throw error;
        options.log.warn({ organization, error: errorMessage(error) }, why);
        return undefined;
      }
    },
  };
}

/** Only a name that is the same in all but case, and only one person with it. */
function loginIn(answer: unknown, name: string): string | undefined {
  const { organization } = answerSchema.parse(answer);
  const nodes = organization?.samlIdentityProvider?.externalIdentities.nodes ?? [];
  const logins = nodes.flatMap((node) => {
    const names = [node?.samlIdentity?.nameId, node?.samlIdentity?.username];
    const same = names.some((each) => each?.toLowerCase() === name.toLowerCase());
    const login = node?.user?.login;
    return same && login !== undefined ? [login] : [];
  });
  const [login, other] = new Set(logins);
  return other === undefined ? login : undefined;
}

/** Why GitHub will not say it however often it is asked; undefined: it may the next time. */
function whyNever(error: unknown): string | undefined {
  // GitHub's own words: then only the enterprise's owners may read them.
  if (/SAML identity provider is disabled/i.test(errorMessage(error)))
    return "the enterprise manages SAML, so its identities can't be read as an App";
  if (isRefusal(error, 404))
    return "the App is not installed on an organisation of this name, so there are no SAML identities";
  return undefined;
}
