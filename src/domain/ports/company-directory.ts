/** Who is who by the company's own sign-on. */
export interface CompanyDirectory {
  /** The GitHub login of the person who has this Slack account; undefined where that is not certain. */
  loginOf(slackUserId: string): Promise<string | undefined>;
}

/** The names by which an organisation's members sign in at their company, as GitHub knows them. */
export interface SamlIdentities {
  /** The login of the one member whose SAML name this is, whatever its case. */
  loginOf(organization: string, name: string): Promise<string | undefined>;
}

/** The addresses of Slack's people. */
export interface SlackEmails {
  /** The confirmed address of a full member of the workspace; undefined for bots, guests and who has left. */
  emailOf(slackUserId: string): Promise<string | undefined>;
}
