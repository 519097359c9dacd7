import type { RepositoryRef } from "../domain/repository.ts";

/** Everything that the environment says, parsed once at start-up. */
export interface Settings {
  readonly server: ServerSettings;
  readonly configurationRepository: RepositoryRef;
  /** The configuration repository's address, as Argo CD and Flux name it: `https://github.com/owner/name`. */
  readonly repositoryUrl: string;
  readonly github: GitHubSettings;
  /** Absent: Causeway runs on GitHub alone. */
  readonly slack?: SlackSettings;
  /** Whether a Slack user's address and the SAML name of a GitHub member make them one person. */
  readonly matchSamlEmails: boolean;
  readonly store: StoreSettings;
  readonly cluster: ClusterSettings;
  readonly timing: TimingSettings;
}

export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

export type LogLevel = (typeof logLevels)[number];

export interface ServerSettings {
  readonly port: number;
  readonly host: string;
  /** Where people reach Causeway's pages, without a slash at the end. Absent: nothing links to them. */
  readonly publicUrl?: string;
  readonly logLevel: LogLevel;
}

export interface GitHubSettings {
  readonly appId: number;
  /** PEM, PKCS#1 or PKCS#8. A secret. */
  readonly privateKey: string;
  /** A secret. */
  readonly webhookSecret: string;
  /** How people sign in for `/platform link`. Absent: they can't. */
  readonly signIn?: SignInSettings;
  /** Without a slash at the end: `https://api.github.com`, `https://github.example.com/api/v3`. */
  readonly apiUrl: string;
  /** Where people look: `https://github.com`, `https://github.example.com`. Without a slash at the end. */
  readonly webUrl: string;
  /** How many writing calls a minute one installation is asked for at most. */
  readonly writesPerMinute: number;
}

export interface SignInSettings {
  readonly clientId: string;
  /** A secret. */
  readonly clientSecret: string;
  /** For how many days a link counts before it must be confirmed anew. */
  readonly linkDays: number;
}

/**
 * How Slack reaches us: it calls our URL and signs what it sends, or we hold a WebSocket open with an app-level token
 * (Socket Mode). The three texts are secrets. `apiUrl` ends with a slash, as the Slack client wants it.
 */
export type SlackSettings =
  | { readonly botToken: string; readonly signingSecret: string; readonly apiUrl: string }
  | { readonly botToken: string; readonly appToken: string; readonly apiUrl: string };

export interface StoreSettings {
  /** PostgreSQL. It may hold a password: a secret. Absent: the embedded database in `dataDirectory`. */
  readonly databaseUrl?: string;
  readonly dataDirectory: string;
}

/** `default`: where kubectl would look (KUBECONFIG, `~/.kube/config`), then the pod's own service account. */
export interface ClusterSettings {
  readonly kind: "default" | "none";
  /** Several clusters, each with a name and its context in the kubeconfig. Absent: the current context alone. */
  readonly contexts?: readonly NamedContext[];
}

/** A cluster among several. The context `in-cluster` is the pod's own service account. */
export interface NamedContext {
  readonly name: string;
  readonly context: string;
}

export interface TimingSettings {
  /** How long something must stay healthy before it counts as delivered. */
  readonly settleSeconds: number;
  /** How long a delivery may take before its thread is told that it does not get on. */
  readonly deadlineSeconds: number;
  /** How often what events did not bring is looked for. */
  readonly sweepSeconds: number;
  /** How long work in hand may take after SIGTERM. */
  readonly shutdownSeconds: number;
}
