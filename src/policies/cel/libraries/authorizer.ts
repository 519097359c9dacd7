import type { Environment } from "@marcbachmann/cel-js";

/** Never made: a pull request has no authorizer. The types let expressions that name it be checked. */
class Authorizer {
  readonly type = "Authorizer";
}
class ResourceCheck {
  readonly type = "ResourceCheck";
}
class PathCheck {
  readonly type = "PathCheck";
}
class AuthorizerDecision {
  readonly type = "Decision";
}

function refuse(): never {
  throw new Error("A pull request has no authorizer.");
}

/** Kubernetes' authorizer library (apiserver pkg/cel/library/authz.go): signatures only. */
export function registerAuthorizer(environment: Environment): void {
  const prefix = "kubernetes.authorization.";
  const types = { Authorizer, ResourceCheck, PathCheck, Decision: AuthorizerDecision };
  for (const [name, ctor] of Object.entries(types))
    environment.registerType(prefix + name, { ctor });
  const signatures = [
    "Authorizer.path(string): PathCheck",
    "Authorizer.group(string): ResourceCheck",
    "Authorizer.serviceAccount(string, string): Authorizer",
    "ResourceCheck.resource(string): ResourceCheck",
    "ResourceCheck.subresource(string): ResourceCheck",
    "ResourceCheck.namespace(string): ResourceCheck",
    "ResourceCheck.name(string): ResourceCheck",
    "ResourceCheck.fieldSelector(string): ResourceCheck",
    "ResourceCheck.labelSelector(string): ResourceCheck",
    "ResourceCheck.check(string): Decision",
    "PathCheck.check(string): Decision",
    "Decision.allowed(): bool",
    "Decision.errored(): bool",
    "Decision.error(): string",
    "Decision.reason(): string",
  ];
  for (const signature of signatures) {
    const full = signature.replaceAll(
      /\b(Authorizer|ResourceCheck|PathCheck|Decision)\b/g,
      `${prefix}$1`,
    );
    environment.registerFunction(full, refuse, { async: false });
  }
}
