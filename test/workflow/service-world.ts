import type { InboundEvent } from "../../src/domain/event.ts";
import type { KubernetesObject } from "../../src/domain/kubernetes.ts";
import type { AskedMove } from "../../src/domain/ports/request-desk.ts";
import type { RequestRecord } from "../../src/domain/request.ts";
import { parseObject } from "../../src/kubernetes/parse-object.ts";
import { requestId } from "../../src/plan/request-id.ts";
import {
  platformYaml,
  repositoryUrl,
  startProcess,
  work,
  World,
  type FakeProcess,
} from "./world.ts";

export const overlay = (environment: string): string =>
  `services/checkout/overlays/${environment}/kustomization.yaml`;

function kustomization(environment: string, tag: string): string {
  return [
    "# who changes this by hand tells the others",
    "resources:",
    "- ../../base",
    `namespace: checkout-${environment}`,
    "images:",
    "- name: acme/checkout",
    `  newTag: "${tag}"  # the version`,
    "",
  ].join("\n");
}

/** A checkout service in three environments, deployed by Applications from the configuration repository. */
export class ServiceWorld extends World {
  running: FakeProcess;
  #handled = 0;

  constructor(...platform: readonly string[]) {
    super({
      "platform.yaml": platformYaml(
        "environments:",
        "  - name: dev",
        "  - name: staging",
        ...(platform.length === 0 ? ["  - name: production"] : platform),
      ),
      "services/checkout/base/kustomization.yaml": "resources: []\n",
      [overlay("dev")]: kustomization("dev", "1.4.2"),
      [overlay("staging")]: kustomization("staging", "1.4.1"),
      [overlay("production")]: kustomization("production", "1.4.0"),
    });
    for (const login of ["octocat", "boss", "mona"]) this.host.members.add(`write ${login}`);
    for (const [environment, tag] of [
      ["dev", "1.4.2"],
      ["staging", "1.4.1"],
      ["production", "1.4.0"],
    ] as const) {
      this.runs(environment, { tag });
    }
    this.running = startProcess(this);
  }

  /** What the environment's Application says now; by default that it runs the newest commit, healthy for long. */
  runs(
    environment: string,
    {
      tag,
      health = "Healthy",
      revision = this.host.headSha,
      since = "2026-11-24T08:00:00Z",
      message,
    }: {
      readonly tag: string;
      readonly health?: string;
      readonly revision?: string;
      readonly since?: string;
      readonly message?: string;
    },
  ): void {
    this.cluster.put(application(environment, { tag, health, revision, since, message }));
  }

  /** Hands everything that waits to its workflow, until nothing does. */
  async settle(): Promise<void> {
    this.#handled = await work(this, this.running, this.#handled);
  }

  /** What a person asks in Slack. Resolves to the record, after all that follows. */
  async asks(move: Partial<AskedMove> = {}): Promise<RequestRecord> {
    const eventId = move.eventId ?? "slack:T1";
    const outcome = await this.running.desk.ask({
      kind: "promote",
      service: "checkout",
      environment: "staging",
      eventId,
      sender: { surface: "slack", userId: "U024BE7LH" },
      thread: { surface: "slack", channel: "C1", userId: "U024BE7LH" },
      receivedAt: this.clock.now().toISOString(),
      ...move,
    });
    if (outcome.kind === "refused") throw new Error(outcome.decision.message);
    await this.settle();
    return this.recordOf(eventId);
  }

  recordOf(eventId: string): RequestRecord {
    const record = this.store.records.find(({ request }) => request.id === requestId(eventId));
    if (record === undefined) throw new Error(`nothing was asked by ${eventId}`);
    return record;
  }

  /** Hands in an event and works off all that follows. */
  async happens(
    name: string,
    payload: InboundEvent["payload"],
    id = `test:${name}`,
  ): Promise<void> {
    const receivedAt = this.clock.now().toISOString();
    await this.running.ports.store.inbox.accept({ id, key: "x", name, payload, receivedAt });
    await this.settle();
  }

  /** Someone comments on a pull request of the configuration repository. */
  async comments(
    login: string,
    body: string,
    about: { readonly number: number; readonly commentId?: string },
  ): Promise<void> {
    const { number, commentId = "71" } = about;
    await this.happens(
      "comment.written",
      {
        repository: { owner: "myorg", name: "platform-config" },
        number,
        commentId,
        body,
        login,
        receivedAt: this.clock.now().toISOString(),
      },
      `test:comment:${commentId}`,
    );
  }

  /** The pull requests' changes, as the files differ from what the default branch held. */
  get changedLines(): readonly string[] {
    return this.host.pulls.flatMap(({ plan }) =>
      plan.files.flatMap(({ content }) => content.split("\n")),
    );
  }
}

function application(
  environment: string,
  {
    tag,
    health,
    revision,
    since,
    message,
  }: {
    readonly tag: string;
    readonly health: string;
    readonly revision: string;
    readonly since: string;
    readonly message: string | undefined;
  },
): KubernetesObject {
  const source = {
    repoURL: repositoryUrl,
    targetRevision: "main",
    path: `services/checkout/overlays/${environment}`,
  };
  const destination = {
    server: "https://kubernetes.default.svc",
    namespace: `checkout-${environment}`,
  };
  const object = parseObject(
    {
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Application",
      metadata: {
        name: `checkout-${environment}`,
        namespace: "argocd",
        labels: { "causeway.dev/service": "checkout", "causeway.dev/environment": environment },
      },
      spec: { project: "default", source, destination, syncPolicy: { automated: {} } },
      status: {
        sync: { status: "Synced", revision, comparedTo: { source, destination } },
        health: {
          status: health,
          lastTransitionTime: since,
          ...(message === undefined ? {} : { message }),
        },
        summary: { images: [`acme/checkout:${tag}`] },
        reconciledAt: "2026-11-24T09:59:00Z",
        history: [{ id: 0, revision, deployedAt: since, deployStartedAt: since, source }],
        operationState: {
          phase: "Succeeded",
          startedAt: since,
          finishedAt: since,
          operation: { sync: { revision } },
          syncResult: { revision, source },
        },
      },
    },
    { apiVersion: "", kind: "" },
  );
  if (object === undefined) throw new Error("the test's Application is no object");
  return object;
}
