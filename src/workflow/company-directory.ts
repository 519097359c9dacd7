import type { Clock } from "../domain/ports/clock.ts";
import type {
  CompanyDirectory,
  SamlIdentities,
  SlackEmails,
} from "../domain/ports/company-directory.ts";

export interface CompanyDirectoryOptions {
  readonly saml: SamlIdentities;
  readonly emails: SlackEmails;
  readonly clock: Clock;
  /** The organisation whose members are looked at: the owner of the configuration repository. */
  readonly organization: string;
}

/** Short enough that who leaves the company is soon not known any more. */
const rememberMs = 5 * 60_000;
const mostRemembered = 10_000;

/** Joins Slack's address of a person with the name by which they sign in on GitHub through SAML. */
export function createCompanyDirectory(options: CompanyDirectoryOptions): CompanyDirectory {
  const { saml, emails, clock, organization } = options;
  const known = new Map<string, { readonly login: string | undefined; readonly until: number }>();
  return {
    loginOf: async (slackUserId) => {
      const now = clock.now().getTime();
      const remembered = known.get(slackUserId);
      if (remembered !== undefined && remembered.until > now) return remembered.login;
      const email = await emails.emailOf(slackUserId);
      const login = email === undefined ? undefined : await saml.loginOf(organization, email);
      if (known.size >= mostRemembered) known.clear();
      known.set(slackUserId, { login, until: now + rememberMs });
      return login;
    },
  };
}
