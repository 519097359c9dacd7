import { runningVersion } from "../delivery/running-version.ts";
import type { RunningVersion } from "../domain/delivery.ts";
import type { ClusterView } from "../domain/ports/cluster.ts";
import type { PullRequestFacts } from "../domain/ports/repository-host.ts";
import { sameRepository } from "../domain/repository.ts";
import type { PromoteRequest } from "../domain/request.ts";
import type { ServiceInstance } from "../domain/service.ts";
import { shortRevision } from "../delivery/sources/deployer.ts";
import type { Ports } from "./ports.ts";
import { repositoriesOf } from "./services.ts";

/** What a promotion takes, or why it can't yet. */
export type SourceOfMove =
  | { readonly kind: "ready"; readonly running: RunningVersion; readonly note?: string }
  | { readonly kind: "wait"; readonly message: string }
  | { readonly kind: "refused"; readonly message: string };

/**
 * What runs healthy in the environment that a promotion takes from. When it was asked for one change, that change must
 * be merged and be in what runs there.
 */
export async function sourceOfMove(
  ports: Ports,
  view: ClusterView,
  { request, from }: { readonly request: PromoteRequest; readonly from: ServiceInstance },
): Promise<SourceOfMove> {
  const pull = await askedChange(ports, request);
  if (pull?.state === "open") {
    const message = `It goes on when #${pull.number} is merged and runs healthy in ${from.environment}.`;
    return { kind: "wait", message };
  }
  if (pull !== undefined && !pull.merged) {
    const message = `#${pull.number} was closed without being merged, so there is nothing of it to promote.`;
    return { kind: "refused", message };
  }
  const running = runningVersion(from.deployer, view);
  if (running === undefined) {
    const message = `${from.deployer.kind} ${from.deployer.name}, which brings ${request.service} to ${from.environment}, can't be seen in the cluster now.`;
    return { kind: "wait", message };
  }
  const unfit = whyUnfit(running, request.service, from.environment);
  if (unfit !== undefined) return { kind: "wait", message: unfit };
  return pull === undefined
    ? { kind: "ready", running }
    : carries(ports, { request, from, running, pull });
}

async function askedChange(
  ports: Ports,
  { change }: PromoteRequest,
): Promise<PullRequestFacts | undefined> {
  if (change === undefined) return undefined;
  return ports.host.readPullRequest(change.repository, change.number);
}

/** Only what is healthy, and is what Git says, may go further. */
function whyUnfit(
  { health, sync, message }: RunningVersion,
  service: string,
  environment: string,
): string | undefined {
  if (health === "healthy" && sync === "synced") return undefined;
  return `${service} is not healthy and in step with Git in ${environment}: ${message} It goes on when it is.`;
}

const commit = /^[0-9a-f]{7,40}$/;

async function carries(
  ports: Ports,
  {
    request,
    from,
    running,
    pull,
  }: {
    readonly request: PromoteRequest;
    readonly from: ServiceInstance;
    readonly running: RunningVersion;
    readonly pull: PullRequestFacts;
  },
): Promise<SourceOfMove> {
  const { change } = request;
  const merged = pull.mergeCommitSha;
  if (change === undefined || merged === undefined) return { kind: "ready", running };
  const [manifests] = repositoriesOf(ports, [from]);
  const ofManifests =
    manifests !== undefined && sameRepository(manifests, change.repository)
      ? [running.revision ?? ""]
      : [];
  const candidates = [...ofManifests, ...commitsIn(running)].filter((revision) => revision !== "");
  if (candidates.length === 0) {
    const note = `Whether it contains #${pull.number} can't be told: neither the commit that runs in ${from.environment} nor its image tags name a commit of that repository.`;
    return { kind: "ready", running, note };
  }
  const found = await Promise.all(
    candidates.map((revision) => ports.host.contains(change.repository, revision, merged)),
  );
  if (found.some(Boolean)) return { kind: "ready", running };
  const runs = candidates.map(shortRevision).join(", ");
  return {
    kind: "wait",
    message: `${from.environment} runs ${runs}, which does not contain #${pull.number} yet. It goes on when it does.`,
  };
}

/** Image tags that are commits: what many builds call their images. */
function commitsIn({ images }: RunningVersion): readonly string[] {
  return images.flatMap((image) => {
    const tag = /:([^:/@]+)(?:@.*)?$/.exec(image)?.[1] ?? "";
    const sha = tag.replace(/^(?:sha-|git-)/, "");
    return commit.test(sha) && /\d/.test(sha) ? [sha] : [];
  });
}
