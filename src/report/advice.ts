import type { Cause } from "../domain/delivery.ts";
import { groupOf } from "../domain/kubernetes.ts";

/** What can be done about a failure. */
export interface Advice {
  /** Plain sentences. */
  readonly text: string;
  /** A command that shows more; absent when the object's name would not be safe in a shell. */
  readonly command?: string;
}

/**
 * What Crossplane, its Azure providers and Kubernetes are known to say, most telling first, and what helps. The error
 * codes are those of Azure Resource Manager (learn.microsoft.com/azure/azure-resource-manager/troubleshooting).
 */
const known: readonly { readonly says: RegExp; readonly text: string }[] = [
  {
    says: /\b(?:ImagePullBackOff|ErrImagePull|InvalidImageName|manifest unknown)\b/i,
    text: "The cluster can't pull this image. Look whether that tag is in the registry, and whether this environment may pull from it. When it is there, the rollout goes on by itself; else bring another version.",
  },
  {
    says: /\bOOMKilled\b/,
    text: "The container needed more memory than its limit. Look for a leak in this version, or raise the limit in its manifest.",
  },
  {
    says: /\bCrashLoopBackOff\b/,
    text: "The container starts and ends again. Its log says why: a missing setting or secret, a service that does not answer, a fault in this version.",
  },
  {
    says: /ResourceGroupNotFound|resource group .{0,200}(?:could not be found|not found|does not exist)/i,
    text: "The resource group that the Composition names does not exist in Azure. The platform team can create it, or correct resourceGroupName in the Composition; the request then goes on by itself.",
  },
  {
    says: /RequestDisallowedByPolicy|disallowed by policy/i,
    text: "An Azure Policy forbids this. Choose values that the policy allows, or ask the platform team for an exemption.",
  },
  {
    says: /AuthorizationFailed|LinkedAuthorizationFailed|does not have (?:authorization|permission)|(?:403|Forbidden).{0,40}(?:caller|client|principal)/i,
    text: "Crossplane's identity may not do this in Azure. The platform team can grant its service principal the missing role on the scope that the message names; the request then goes on by itself.",
  },
  {
    says: /AADSTS\d+|InvalidClientSecret|InvalidAuthenticationToken|ExpiredAuthenticationToken|cannot (?:get|extract) credentials|cannot get referenced (?:Cluster)?ProviderConfig|ProviderConfig.{0,100}not found/i,
    text: "Crossplane can't sign in to the cloud: its ProviderConfig or the credentials behind it are missing, wrong or out of date. The platform team can renew them; the request then goes on by itself.",
  },
  {
    says: /SubscriptionNotRegistered|MissingSubscriptionRegistration|not registered to use namespace/i,
    text: "The Azure subscription is not registered for this kind of resource. The platform team can register the resource provider that the message names.",
  },
  {
    says: /ReadOnlyDisabledSubscription|subscription .{0,100}disabled/i,
    text: "The Azure subscription is disabled. Whoever owns the subscription can enable it again.",
  },
  {
    says: /Quota|LimitExceeded|exceed(?:s|ed|ing)?.{0,60}limit|OverconstrainedAllocation/i,
    text: "The quota for this is used up. Choose a smaller size, remove what is no longer needed, or ask the platform team to raise the quota.",
  },
  {
    says: /SkuNotAvailable|LocationNotAvailable|ServiceUnavailable.{0,200}(?:region|high demand)|high demand in|AllocationFailed|NotAvailableForSubscription/i,
    text: "The cloud can't offer this size in this region now. Choose another size, or ask the platform team for another region.",
  },
  {
    says: /NameUnavailable|NameAlreadyExists|AlreadyTaken|name .{0,120}(?:is already (?:taken|in use)|already exists|is not available)/i,
    text: "The name is taken already: many names must be unique in all of Azure. Close this request and ask again with another name.",
  },
  {
    says: /field is immutable|cannot be changed|PropertyChangeNotAllowed|refuse to update the external resource because the following update requires replacing it/i,
    text: "A value that can't change after creation was changed. Put the old value back, or remove the object and ask for a new one.",
  },
  {
    says: /admission webhook .{0,200}denied|ValidatingAdmissionPolicy .{0,200}denied/i,
    text: "A rule in the cluster refused it; the message says which. Change the values so that they pass, or ask the platform team about the rule.",
  },
  {
    says: /no matches for kind|could not find the requested resource|the server doesn't have a resource type/i,
    text: "The cluster does not know this kind of object. The platform team can install the Crossplane provider or the XRD that brings it.",
  },
  {
    says: /cannot (?:resolve references|get referenced resource)|referenced field was empty/i,
    text: "It refers to an object that is not there or not ready yet. If that does not end by itself, ask the platform team to look at the Composition's references.",
  },
  {
    says: /cannot (?:compose resources|render composed|run (?:Composition )?pipeline|select (?:a compatible )?Composition|find a compatible Composition|fetch Composition)|no compatible Compositions|pipeline step .{0,100}(?:returned a fatal|failed)|Composition.{0,100}not found/i,
    text: "The Composition behind this offering does not work as it is. The platform team must mend it; your values are not at fault.",
  },
  {
    says: /TooManyRequests|throttl|\b429\b/i,
    text: "The cloud asked Crossplane to slow down. It tries again by itself; nothing needs to be done unless this stays for more than an hour.",
  },
  {
    says: /InvalidParameter|InvalidRequest|BadRequest|ValidationError|Invalid value|is invalid|not a valid|InvalidTemplate/i,
    text: "The cloud or the cluster does not accept one of the values; the message says which. Correct it in the manifest by a pull request, or ask again with other values. If you did not choose that value, the Composition did: ask the platform team.",
  },
  {
    says: /connection refused|no such host|i\/o timeout|context deadline exceeded|TLS handshake/i,
    text: "A part of the platform did not answer. It tries again by itself; if this stays, ask the platform team to look at the provider's pod and its network.",
  },
];

/** What can be done about a failure, from what the failing object says itself. Never empty. */
export function advice(cause: Cause): Advice {
  const message = cause.message.slice(0, 4_000);
  const match = known.find(({ says }) => says.test(message));
  const text =
    match?.text ??
    `Show this to the platform team: the ${cause.kind} “${cause.name}” reports it, and its events say more.`;
  const command = describeCommand(cause);
  return command === undefined ? { text } : { text, command };
}

const safeName = /^[a-zA-Z0-9](?:[a-zA-Z0-9.:-]{0,251}[a-zA-Z0-9])?$/;

function describeCommand(cause: Cause): string | undefined {
  const group = groupOf(cause.apiVersion);
  const kind = group === "" ? cause.kind.toLowerCase() : `${cause.kind.toLowerCase()}.${group}`;
  const parts =
    cause.namespace === undefined ? [kind, cause.name] : [kind, cause.name, cause.namespace];
  if (!parts.every((part) => safeName.test(part))) return undefined;
  const namespace = cause.namespace === undefined ? "" : ` --namespace ${cause.namespace}`;
  return `kubectl describe ${kind} ${cause.name}${namespace}`;
}
