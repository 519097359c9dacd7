import type { RequestListener } from "node:http";
import { toModal } from "./catalog/modal.ts";
import type { Settings } from "./config/settings.ts";
import { errorMessage } from "./domain/errors.ts";
import { formatProblem } from "./domain/location.ts";
import type { Cluster } from "./domain/ports/cluster.ts";
import type { Conversation } from "./domain/ports/conversation.ts";
import type { EventHandler } from "./domain/ports/inbox.ts";
import type { Logger } from "./domain/ports/logger.ts";
import type { RequestDesk } from "./domain/ports/request-desk.ts";
import type { Store } from "./domain/ports/store.ts";
import { createIssueConversation } from "./github/issue-conversation.ts";
import { createRepositoryHost } from "./github/repository-host.ts";
import { limitsFor } from "./github/throttle.ts";
import { createWebhookListener } from "./github/webhooks.ts";
import { webhookHandlers } from "./handlers/events.ts";
import { companyDirectory, linkDesk } from "./identity.ts";
import { parseModalState } from "./intake/modal-values.ts";
import { connectCluster } from "./kubernetes/connect-cluster.ts";
import { connectClusters } from "./kubernetes/connect-clusters.ts";
import type { InformerTimings } from "./kubernetes/informer.ts";
import { exampleText } from "./plan/example-manifest.ts";
import { ruleFor } from "./plan/may-request.ts";
import { startJudge } from "./policies/judge-worker.ts";
import { createRenderer } from "./render/renderer.ts";
import {
  renderReplyBlocks,
  renderReportBlocks,
  replyFallbackText,
  reportFallbackText,
} from "./report/render-blocks.ts";
import { renderReplyMarkdown, renderReportMarkdown } from "./report/render-markdown.ts";
import { createSlackApp, type SlackApp, type SlackAppOptions } from "./slack/slack-app.ts";
import { openStore, type StoreOptions } from "./store/open-store.ts";
import type { CatalogSource } from "./web/catalog-view.ts";
import {
  createWebServer,
  listen,
  stopListening,
  webhookPath,
  type Readiness,
} from "./web/server.ts";
import { createAncestry } from "./workflow/ancestry.ts";
import { createConfigurationApplier } from "./workflow/apply-configuration.ts";
import { createConfigurationSource } from "./workflow/configuration.ts";
import { createDeliveryTracker } from "./workflow/delivery-tracker.ts";
import { createEventHandler } from "./workflow/dispatch.ts";
import { createMembership } from "./workflow/membership.ts";
import type { Ports } from "./workflow/ports.ts";
import { createRequestDesk } from "./workflow/request-desk.ts";
import { createServiceDesk } from "./workflow/service-desk.ts";
import { createServiceWatch } from "./workflow/service-watch.ts";
import { createSweep } from "./workflow/sweep.ts";

/** A running Causeway. */
export interface App {
  /** The port that it really listens on. */
  readonly port: number;
  readonly desk: RequestDesk;
  /** Finishes what is in hand, leaves the rest durable, and lets go of everything. */
  stop(): Promise<void>;
}

/** How long things are waited for, where that is not for an installation to say. */
export interface Waits {
  readonly store?: Partial<Pick<StoreOptions, "retry" | "pollMs">>;
  readonly cluster?: Partial<InformerTimings>;
}

const clock = { now: () => new Date() };

/**
 * Starts everything. Resolves when events are taken and stored; what GitHub, Slack or the cluster can't answer yet is
 * tried again in the background. Rejects when the database can't be opened or the port is taken. `waits` is for those who
 * can't wait as long as an installation does: tests.
 */
export async function startApp(settings: Settings, log: Logger, waits: Waits = {}): Promise<App> {
  const cluster = await connect(settings, log, waits.cluster ?? {});
  const store = await openStore({ ...settings.store, log, ...waits.store });
  const surfaces = new Map<string, Conversation>();
  const ports = portsOf(settings, log, { store, cluster, surfaces });
  const onGitHub = issueConversation(ports);
  for (const surface of ["issue", "pullRequest", "own"]) surfaces.set(surface, onGitHub);
  const desk = createRequestDesk(ports);
  const links = linkDesk(ports, settings, log);
  const slack = slackApp(settings, { desk, links, services: createServiceDesk(ports) }, log);
  if (slack !== undefined) surfaces.set("slack", slack.conversation);
  const running = startWork(ports, desk);
  const server = createWebServer(
    { github: webhookListener(settings, store, log), slack: slack?.requestListener },
    () => readiness(ports),
    catalogSource(ports, settings),
    links,
  );
  const stop = async (): Promise<void> => {
    await stopListening(server);
    await slack?.stop();
    await running.stop();
    await store.inbox.stop(settings.timing.shutdownSeconds * 1000);
    await cluster?.stop();
    await ports.judge.close();
    await store.close();
    log.info({}, "causeway has stopped");
  };
  try {
    const port = await listen(server, settings.server.host, settings.server.port);
    await store.inbox.start(running.handler);
    await slack?.start();
    running.start(settings.timing.sweepSeconds);
    log.info({ port, repository: settings.repositoryUrl }, "causeway is running");
    return { port, desk, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function portsOf(
  settings: Settings,
  log: Logger,
  parts: Pick<Ports, "store" | "cluster"> & {
    readonly surfaces: ReadonlyMap<string, Conversation>;
  },
): Ports {
  const { configurationRepository, repositoryUrl, timing } = settings;
  const host = createRepositoryHost({
    ...settings.github,
    limits: limitsFor(settings.github.writesPerMinute),
    configRepository: configurationRepository,
    log,
  });
  const directory = companyDirectory(settings, clock, log);
  return {
    ...(directory === undefined ? {} : { directory }),
    store: parts.store,
    host,
    cluster: parts.cluster,
    judge: startJudge(),
    renderer: createRenderer({ path: process.env["PATH"] ?? "" }),
    configuration: createConfigurationSource(host, configurationRepository, log),
    membership: createMembership(host, clock),
    clock,
    log,
    settings: {
      configurationRepository,
      repositoryUrl,
      settleSeconds: timing.settleSeconds,
      deadlineSeconds: timing.deadlineSeconds,
    },
    conversation: (surface) => parts.surfaces.get(surface),
  };
}

function issueConversation({ host, settings }: Ports): Conversation {
  const renderer = { renderReportMarkdown, renderReplyMarkdown };
  return createIssueConversation(host, renderer, settings.configurationRepository);
}

async function connect(
  settings: Settings,
  log: Logger,
  timings: Partial<InformerTimings>,
): Promise<Cluster | undefined> {
  if (settings.cluster.kind === "none") return undefined;
  const { contexts } = settings.cluster;
  if (contexts !== undefined) return connectClusters(contexts, { log, timings });
  return connectCluster({ log, timings });
}

function slackApp(
  settings: Settings,
  desks: Pick<SlackAppOptions, "desk" | "links" | "services">,
  log: Logger,
): SlackApp | undefined {
  if (settings.slack === undefined) return undefined;
  return createSlackApp({
    settings: settings.slack,
    ...(settings.server.publicUrl === undefined ? {} : { webBaseUrl: settings.server.publicUrl }),
    ...desks,
    forms: { toModal, parseModalState },
    renderer: {
      reportBlocks: renderReportBlocks,
      reportText: reportFallbackText,
      replyBlocks: renderReplyBlocks,
      replyText: replyFallbackText,
    },
    clock,
    log,
  });
}

function catalogSource({ configuration }: Ports, settings: Settings): CatalogSource {
  return {
    current: () => configuration.current(),
    problems: () => configuration.problems(),
    ruleFor,
    example: exampleText,
    repositoryUrl: settings.repositoryUrl,
    slack: settings.slack !== undefined,
  };
}

interface Work {
  readonly handler: EventHandler;
  /** Reads the configuration, mends what was missed, and keeps doing so. */
  start(sweepSeconds: number): void;
  stop(): Promise<void>;
}

function startWork(ports: Ports, desk: RequestDesk): Work {
  const { host } = ports;
  const ancestry = createAncestry(host);
  const tracker = createDeliveryTracker(ports, ancestry);
  const applier = createConfigurationApplier(ports);
  const watch = createServiceWatch(ports);
  const sweep = createSweep(ports, applier, watch);
  return {
    handler: createEventHandler({ ports, desk, ancestry, tracker, applier }),
    start: (sweepSeconds) => sweep.start(sweepSeconds),
    stop: async () => {
      tracker.stop();
      watch.stop();
      await sweep.stop();
    },
  };
}

function webhookListener(settings: Settings, store: Store, log: Logger): RequestListener {
  return createWebhookListener({
    secret: settings.github.webhookSecret,
    log,
    path: webhookPath,
    onDelivery: async ({ id, name, payload }) => {
      const delivery = { id, name, payload, receivedAt: clock.now().toISOString() };
      const handler = webhookHandlers.find(({ event }) => event === name);
      const event = handler?.recognise(delivery, settings.configurationRepository);
      if (event !== undefined) await store.inbox.accept(event);
    },
  });
}

async function readiness(ports: Ports): Promise<Readiness> {
  const database = await ports.store.ping().then(
    () => "ok",
    (error: unknown) => errorMessage(error),
  );
  const problems = ports.configuration.problems().map(formatProblem);
  const loaded = ports.configuration.current() !== undefined;
  const notLoaded = problems.length > 0 ? problems.join("; ") : "not read yet";
  const checks = {
    database,
    configuration: loaded ? ["ok", ...problems].join("; ") : notLoaded,
    offerings: offeringsState(ports),
    cluster: clusterState(ports.cluster),
  };
  return { ready: database === "ok" && loaded, checks };
}

/** What can't be offered makes Causeway no less ready: everything else can be asked for. */
function offeringsState({ configuration }: Ports): string {
  const catalog = configuration.current()?.catalog;
  if (catalog === undefined) return "not read yet";
  const broken = catalog.broken.flatMap(({ problems }) => problems.map(formatProblem));
  return broken.length === 0 ? "ok" : broken.join("; ");
}

/** A cluster that does not answer does not make Causeway unready: requests and checks go on without it. */
function clusterState(cluster: Cluster | undefined): string {
  if (cluster === undefined) return "none";
  return cluster.view.synced ? "ok" : "not read yet";
}
