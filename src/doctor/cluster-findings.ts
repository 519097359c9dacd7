import type { ResourceKind } from "../domain/kubernetes.ts";
import type { Answer } from "./answer.ts";
import { findingsOf, type Finding } from "./finding.ts";

/** What the cluster says about what Causeway follows. */
export interface ClusterFacts {
  /** Where the kubeconfig points; refused when it can't be read or names nothing. */
  readonly kubeConfig: Answer<{ readonly server: string; readonly context: string }>;
  readonly kinds: readonly KindAnswer[];
}

export interface KindAnswer {
  readonly followed: FollowedKind;
  /** Of listing it in all namespaces. */
  readonly answer: Answer<true>;
}

/** A kind, and the status source that reads it. */
export interface FollowedKind {
  readonly kind: ResourceKind;
  /** For people: `Argo CD`. */
  readonly source: string;
  /** `explainer`: is followed only where something is not well, to say why. */
  readonly role: "deployer" | "provisioner" | "explainer";
}

const { ok, warning, failure } = findingsOf("cluster");

/** No cluster is wanted: that is a way to run Causeway. */
export function clusterNotWanted(): Finding {
  return ok(
    "cluster-none",
    "No cluster is connected (CAUSEWAY_CLUSTER is none): requests end with the merge.",
  );
}

/** Facts about the cluster → findings. What all kinds have in common is told once. */
export function clusterFindings({ kubeConfig, kinds }: ClusterFacts): readonly Finding[] {
  if (kubeConfig.kind !== "answered") return [noKubeConfig(kubeConfig.message)];
  const { server, context } = kubeConfig.value;
  const place = `${server} (context ${context})`;
  const silent = kinds.find(({ answer }) => answer.kind === "silent")?.answer;
  const answered = kinds.filter(({ answer }) => answer.kind !== "silent");
  if (silent?.kind === "silent" && answered.length === 0)
    return [notReached(place, silent.message)];
  const unknown = kinds.find(({ answer }) => isRefused(answer, "401"));
  if (unknown !== undefined) return [credentialsRefused(place)];
  const readable = kinds.filter(({ answer }) => answer.kind === "answered");
  return [
    ...(readable.length > 0 ? [readableKinds(place, readable)] : []),
    ...kinds.flatMap((one) => kindFindings(one)),
    ...deployerFindings(kinds),
  ];
}

/** What matters in one of several clusters only if none of the others has it. */
const aboutAll: ReadonlySet<string> = new Set(["cluster-no-deployer", "cluster-kind-missing"]);

/**
 * The same for several clusters, each by its name. Argo CD in one and its workloads in others is how many companies do
 * it: what one cluster does not have is told only if no cluster has it.
 */
export function severalClustersFindings(
  clusters: readonly { readonly name: string; readonly facts: ClusterFacts }[],
): readonly Finding[] {
  const each = clusters.flatMap(({ name, facts }) =>
    clusterFindings(facts)
      .filter(({ id }) => !aboutAll.has(id))
      .map((finding) => ({ ...finding, what: `${name}: ${finding.what}` })),
  );
  const answers = clusters.flatMap(({ facts }) => facts.kinds);
  const best = new Map<string, KindAnswer>();
  for (const one of answers) {
    const key = resourceName(one.followed.kind);
    const known = best.get(key);
    if (known === undefined || isRefused(known.answer, "404")) best.set(key, one);
  }
  const kinds = [...best.values()];
  const missing = kinds.flatMap((one) => kindFindings(one)).filter(({ id }) => aboutAll.has(id));
  return [...each, ...missing, ...(kinds.length === 0 ? [] : deployerFindings(kinds))];
}

function noKubeConfig(message: string): Finding {
  return failure(
    "cluster-kubeconfig",
    message,
    "Set KUBECONFIG to a kubeconfig that kubectl works with, or run Causeway in the cluster with the service account of deploy/rbac.yaml, or set CAUSEWAY_CLUSTER=none to run without a cluster.",
  );
}

function notReached(place: string, message: string): Finding {
  return failure(
    "cluster-silent",
    `The cluster did not answer at ${place}: ${message}`,
    "Check with kubectl version from here: the address, a VPN, the certificate authority in the kubeconfig. Requests and checks work meanwhile; deliveries are not followed.",
  );
}

function credentialsRefused(place: string): Finding {
  return failure(
    "cluster-credentials",
    `The cluster at ${place} does not know the credentials of the kubeconfig (401).`,
    "They may have expired: renew them, or use the service account of deploy/rbac.yaml, whose token the cluster renews by itself.",
  );
}

function readableKinds(place: string, readable: readonly KindAnswer[]): Finding {
  const names = readable.map(({ followed }) => resourceName(followed.kind)).join(", ");
  return ok("cluster-kinds", `${place} can be read: ${names}.`);
}

function kindFindings({ followed, answer }: KindAnswer): readonly Finding[] {
  const { kind, source, role } = followed;
  const name = resourceName(kind);
  if (answer.kind === "answered") return [];
  if (isRefused(answer, "403"))
    return [role === "explainer" ? unexplained(followed) : forbidden(followed)];
  // Argo CD or Flux may be missing: a company uses one of the two. So may Argo Rollouts.
  if (isRefused(answer, "404"))
    return role !== "provisioner"
      ? []
      : [
          warning(
            "cluster-kind-missing",
            `The cluster has no kind ${name} in version ${kind.version}, which an offering makes.`,
            `Let its XRD be installed (it is in the configuration repository): kubectl get crd ${name} must find it. Until then requests for it stay on their way.`,
          ),
        ];
  if (answer.kind === "silent")
    return [notReached(`the list of ${name} for ${source}`, answer.message)];
  return [
    failure(
      "cluster-refused",
      `The cluster refused to list ${name} (${answer.code}: ${answer.message}).`,
      `Try kubectl get ${name} --all-namespaces with the same kubeconfig: it says more.`,
    ),
  ];
}

function forbidden({ kind, role }: FollowedKind): Finding {
  const rule = `{apiGroups: ["${kind.group}"], resources: [${kind.plural}], verbs: [get, list, watch]}`;
  const why =
    role === "provisioner"
      ? " It gives the role that Crossplane keeps for readers of everything that XRDs define; if Crossplane's RBAC manager is switched off, add"
      : " If your own role is used instead, add";
  return failure(
    "cluster-kind-forbidden",
    `The cluster forbids to list ${resourceName(kind)} (403).`,
    `kubectl apply -f deploy/rbac.yaml, with the namespace that Causeway runs in.${why} the rule ${rule} to its ClusterRole.`,
  );
}

/** All works without these; a rollout that fails then has no cause below its deployer. */
function unexplained({ kind }: FollowedKind): Finding {
  const rule = `{apiGroups: ["${kind.group}"], resources: [${kind.plural}], verbs: [get, list, watch]}`;
  return warning(
    "cluster-kind-unexplained",
    `The cluster forbids to list ${resourceName(kind)} (403): of a rollout that fails, nobody is told why.`,
    `kubectl apply -f deploy/rbac.yaml, whose role causeway-workloads permits it, or add the rule ${rule} to a ClusterRole of Causeway's service account.`,
  );
}

/** Without a deployer nothing is known of a change after its merge. */
function deployerFindings(kinds: readonly KindAnswer[]): readonly Finding[] {
  const deployers = kinds.filter(({ followed }) => followed.role === "deployer");
  if (!deployers.every(({ answer }) => isRefused(answer, "404"))) return [];
  const names = [...new Set(deployers.map(({ followed }) => followed.source))].join(" nor ");
  return [
    failure(
      "cluster-no-deployer",
      `The cluster has neither ${names}: nothing brings a merged change into it.`,
      "Install Argo CD or Flux, point KUBECONFIG at the cluster where they run, or set CAUSEWAY_CLUSTER=none.",
    ),
  ];
}

function isRefused(answer: Answer<true>, code: string): boolean {
  return answer.kind === "refused" && answer.code === code;
}

/** `applications.argoproj.io`: as kubectl and RBAC rules name a kind. */
function resourceName({ group, plural }: ResourceKind): string {
  return group === "" ? plural : `${plural}.${group}`;
}
