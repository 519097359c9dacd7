/** One environment variable, as the documentation and `causeway doctor` show it. */
export interface Variable {
  readonly name: string;
  /** What is expected, as the end of "must be …", with an example. */
  readonly expected: string;
  /** Whether its value may never be shown. */
  readonly secret: boolean;
}

const seconds = (least: number, most: number, example: number): string =>
  `a whole number of seconds from ${least} to ${most}, such as ${example}`;

/** Every variable that Causeway reads. */
export const variables = {
  PORT: open("a port from 0 to 65535, such as 3000"),
  HOST: open("an address or name to listen on, such as 0.0.0.0"),
  CAUSEWAY_PUBLIC_URL: open("an https URL, such as https://causeway.example.com"),
  LOG_LEVEL: open("trace, debug, info, warn, error, fatal or silent"),
  CAUSEWAY_CONFIG_REPOSITORY: open("a repository as owner/name, such as myorg/platform-config"),
  APP_ID: open("the GitHub App's number from its settings page, such as 123456"),
  PRIVATE_KEY: secret(
    "the GitHub App's RSA private key: the text of the .pem file, or that text in base64",
  ),
  PRIVATE_KEY_PATH: open("the path of the GitHub App's .pem file, such as /etc/causeway/app.pem"),
  WEBHOOK_SECRET: secret(
    "the GitHub App's webhook secret of 16 or more characters: openssl rand -hex 32 makes one",
  ),
  GITHUB_CLIENT_ID: open(
    "the GitHub App's client id from its settings page, such as Iv23liAbCdEfGhIjKlMn",
  ),
  GITHUB_CLIENT_SECRET: secret(
    "a client secret of the GitHub App, from its settings page, of 20 or more characters",
  ),
  CAUSEWAY_LINK_DAYS: open("a whole number of days from 1 to 365, such as 90"),
  CAUSEWAY_MATCH_SAML_EMAILS: open("true or false"),
  GITHUB_API_URL: open(
    "an https URL, such as https://api.github.com or https://github.example.com/api/v3",
  ),
  CAUSEWAY_GITHUB_WEB_URL: open("an https URL, such as https://github.com"),
  CAUSEWAY_GITHUB_WRITES_PER_MINUTE: open("a whole number from 10 to 100000, such as 150"),
  SLACK_BOT_TOKEN: secret("the Slack app's bot token, which starts with xoxb-"),
  SLACK_SIGNING_SECRET: secret("the Slack app's signing secret, from its Basic Information page"),
  SLACK_APP_TOKEN: secret("the Slack app's app-level token, which starts with xapp-"),
  SLACK_API_URL: open("an https URL, such as https://slack.com/api/"),
  DATABASE_URL: secret("a PostgreSQL URL, such as postgresql://causeway@db.example.com/causeway"),
  CAUSEWAY_DATA_DIR: open("a folder, such as .causeway"),
  KUBECONFIG: open("the path of a kubeconfig file, such as /home/me/.kube/config"),
  CAUSEWAY_CLUSTER: open("default or none"),
  CAUSEWAY_CLUSTERS: open(
    "contexts of the kubeconfig, each once, such as management,production or eu=arn:aws:eks:eu-1:1:cluster/eu",
  ),
  CAUSEWAY_SETTLE_SECONDS: open(seconds(0, 3_600, 30)),
  CAUSEWAY_DEADLINE_SECONDS: open(seconds(60, 86_400, 3_600)),
  CAUSEWAY_SWEEP_SECONDS: open(seconds(10, 86_400, 300)),
  CAUSEWAY_SHUTDOWN_SECONDS: open(seconds(1, 600, 20)),
} as const satisfies Readonly<Record<string, Omit<Variable, "name">>>;

export type VariableName = keyof typeof variables;

/** The variables as a list, in the order of the documentation. */
export function listVariables(): readonly Variable[] {
  return Object.entries(variables).map(([name, rest]) => ({ name, ...rest }));
}

function open(expected: string): Omit<Variable, "name"> {
  return { expected, secret: false };
}

function secret(expected: string): Omit<Variable, "name"> {
  return { expected, secret: true };
}
