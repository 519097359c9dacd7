import { statusSources } from "../../delivery/status-sources.ts";
import { clusterFindings, type FollowedKind } from "../../doctor/cluster-findings.ts";
import type { Finding } from "../../doctor/finding.ts";
import { errorMessage } from "../../domain/errors.ts";
import type { Catalog } from "../../domain/offering.ts";
import { clusterRefusal, createClusterInspector } from "../../kubernetes/inspection.ts";
import { ask } from "./ask.ts";

/** Asks the cluster for one object of each kind that Causeway follows. `kubeConfigPaths` is KUBECONFIG. */
export async function examineCluster(
  kubeConfigPaths: string | undefined,
  catalog: Catalog,
  timeoutMs: number,
): Promise<readonly Finding[]> {
  const inspector = openInspector(kubeConfigPaths);
  if (typeof inspector === "string") {
    const kubeConfig = { kind: "refused", code: "kubeconfig", message: inspector } as const;
    return clusterFindings({ kubeConfig, kinds: [] });
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
  return clusterFindings({ kubeConfig: { kind: "answered", value: { server, context } }, kinds });
}

/** The inspector, or a sentence on why there is none. */
function openInspector(paths: string | undefined) {
  try {
    return createClusterInspector(paths);
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
