import { expect, it } from "vitest";
import type { Cause } from "../../src/domain/delivery.ts";
import { advice } from "../../src/report/advice.ts";

function causeSaying(message: string, changes: Partial<Cause> = {}): Cause {
  return {
    apiVersion: "cosmosdb.azure.upbound.io/v1beta1",
    kind: "Account",
    name: "my-db",
    message,
    ...changes,
  };
}

it.each([
  [
    'ImagePullBackOff: Back-off pulling image "myorg.azurecr.io/checkout:1.5.0": not found',
    "whether that tag is in the registry",
  ],
  ["CrashLoopBackOff, 4 times so far: exit code 1", "Its log says why"],
  ["OOMKilled: the last run ended with exit code 137", "more memory than its limit"],
  [
    `cannot create: RESPONSE 404: 404 Not Found ERROR CODE: ResourceGroupNotFound "message": "Resource group 'platform-resources' could not be found."`,
    "resource group that the Composition names does not exist",
  ],
  [
    "async create failed: failed to create the resource: [{0 creating Database Account: unexpected status 403 (403 Forbidden) with error: AuthorizationFailed: The client 'x' does not have authorization to perform action 'Microsoft.DocumentDB/databaseAccounts/write']",
    "grant its service principal the missing role",
  ],
  ["RequestDisallowedByPolicy: Resource 'my-db' was disallowed by policy.", "Azure Policy forbids"],
  [
    "Operation could not be completed as it results in exceeding approved Total Regional Cores quota.",
    "quota for this is used up",
  ],
  [
    "ServiceUnavailable: Sorry, we are currently experiencing high demand in East US region",
    "another region",
  ],
  [
    "DatabaseAccountNameUnavailable? Dns record for my-db under zone Document is already taken.",
    "another name",
  ],
  ["StorageAccountAlreadyTaken: The storage account named mydb is already taken.", "another name"],
  [
    'cannot get referenced ProviderConfig: "default": ClusterProviderConfig.azure.m.upbound.io "default" not found',
    "can't sign in to the cloud",
  ],
  [
    "AADSTS7000222: The provided client secret keys for app are expired.",
    "can't sign in to the cloud",
  ],
  [
    "MissingSubscriptionRegistration: The subscription is not registered to use namespace 'Microsoft.DocumentDB'.",
    "register the resource provider",
  ],
  [
    "cannot resolve references: mg.Spec.ForProvider.ResourceGroupName: referenced field was empty (referenced resource may not yet be ready)",
    "not ready yet",
  ],
  [
    'cannot compose resources: cannot run Composition pipeline step "patch"',
    "Composition behind this offering",
  ],
  [
    "BadRequest: InvalidParameter: The value 'x' of parameter 'location' is invalid.",
    "does not accept one of the values",
  ],
  [
    'no matches for kind "Account" in version "cosmosdb.azure.upbound.io/v1beta1"',
    "does not know this kind",
  ],
  ["dial tcp 10.0.0.1:443: connect: connection refused", "did not answer"],
])("knows what helps: %s", (message, help) => {
  expect(advice(causeSaying(message)).text).toContain(help);
});

it("names the object when it does not know the message", () => {
  const { text, command } = advice(causeSaying("the flux capacitor is empty"));
  expect(text).toContain("Account “my-db”");
  expect(text).toContain("platform team");
  expect(command).toBe("kubectl describe account.cosmosdb.azure.upbound.io my-db");
});

it("gives the namespace, and no group for core kinds", () => {
  const cause = causeSaying("x", { apiVersion: "v1", kind: "Secret", namespace: "my-team" });
  expect(advice(cause).command).toBe("kubectl describe secret my-db --namespace my-team");
});

it("gives no command that a shell could read as two", () => {
  expect(advice(causeSaying("x", { name: "my-db; rm -rf ~" })).command).toBeUndefined();
  expect(advice(causeSaying("x", { namespace: "$(reboot)" })).command).toBeUndefined();
});
