import { statusSources } from "../../delivery/status-sources.ts";
import {
  clusterFindings,
  severalClustersFindings,
  type ClusterFacts,
  type FollowedKind,
} from "../../doctor/cluster-findings.ts";
import type { Finding } from "../../doctor/finding.ts";
import { errorMessage } from "../../domain/errors.ts";
import type { Catalog } from "../../domain/offering.ts";
import { clusterRefusal, createClusterInspector } from "../../kubernetes/inspection.ts";
import { ask } from "./ask.ts";

/** What to ask of a cluster. */
export interface AskedOfCluster {
  /** What KUBECONFIG holds. */
  readonly paths: string | undefined;
  readonly catalog: Catalog;
  readonly timeoutMs: number;
}

/** Asks the cluster for one object of each kind that Causeway follows. */
export async function examineCluster(asked: AskedOfCluster): Promise<readonly Finding[]> {
  return clusterFindings(await factsOf(asked, undefined));
}

/** The same of several clusters, by their contexts. */
export async function examineClusters(
  contexts: readonly { readonly name: string; readonly context: string }[],
  asked: AskedOfCluster,
): Promise<readonly Finding[]> {
  const clusters = contexts.map(async ({ name, context }) => ({
    name,
    facts: await factsOf(asked, context),
  }));
  return severalClustersFindings(await Promise.all(clusters));
}

async function factsOf(
  { paths, catalog, timeoutMs }: AskedOfCluster,
  wanted: string | undefined,
): Promise<ClusterFacts> {
  const inspector = openInspector(paths, wanted);
  if (typeof inspector === "string") {
    const kubeConfig = { kind: "refused", code: "kubeconfig", message: inspector } as const;
    return { kubeConfig, kinds: [] };
  }
  const { server, context } = inspector;
  const kinds = await Promise.all(
    followedKinds(catalog).map(async (followed) => ({
      followed,
      answer: await ask(timeoutMs, clusterRefusal, (signal) =>
        inspector.list(followed.kind, signal),
      ),
    })),
  );
  return { kubeConfig: { kind: "answered", value: { server, context } }, kinds };
}

/** The inspector, or a sentence on why there is none. */
function openInspector(paths: string | undefined, context: string | undefined) {
  try {
    return createClusterInspector(paths, context);
  } catch (error) {
    return errorMessage(error);
  }
}

function followedKinds(catalog: Catalog): readonly FollowedKind[] {
  return statusSources.flatMap((source) => [
    ...source.kinds(catalog).map((kind) => ({ kind, source: source.name, role: source.role })),
    ...source.kindsOnDemand.map((kind) => ({
      kind,
      source: source.name,
      role: "explainer" as const,
    })),
  ]);
}
