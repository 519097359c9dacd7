import { LibraryBuilder, type Library } from "../check/functions.ts";
import { CelError } from "../errors.ts";

function refuse(): never {
  throw new CelError("a pull request has no authorizer");
}

const prefix = "kubernetes.authorization.";

function methods(since: number, signatures: readonly string[]): LibraryBuilder {
  const library = new LibraryBuilder(since);
  for (const signature of signatures) {
    const full = signature.replaceAll(
      /\b(Authorizer|ResourceCheck|PathCheck|Decision)\b/g,
      `${prefix}$1`,
    );
    library.method(full, refuse);
  }
  return library;
}

/**
 * Kubernetes' authorizer (apiserver pkg/cel/library/authz.go): types only, so that expressions that name it are
 * checked. The variable itself can't be read on a pull request.
 */
export const authorizerLibrary: Library = {
  types: ["Authorizer", "ResourceCheck", "PathCheck", "Decision"].map((name) => prefix + name),
  functions: [
    ...methods(27, [
      "Authorizer.path(string): PathCheck",
      "Authorizer.group(string): ResourceCheck",
      "Authorizer.serviceAccount(string, string): Authorizer",
      "ResourceCheck.resource(string): ResourceCheck",
      "ResourceCheck.subresource(string): ResourceCheck",
      "ResourceCheck.namespace(string): ResourceCheck",
      "ResourceCheck.name(string): ResourceCheck",
      "ResourceCheck.check(string): Decision",
      "PathCheck.check(string): Decision",
      "Decision.allowed(): bool",
      "Decision.reason(): string",
    ]).functions(),
    ...methods(28, ["Decision.errored(): bool", "Decision.error(): string"]).functions(),
    ...methods(31, [
      "ResourceCheck.fieldSelector(string): ResourceCheck",
      "ResourceCheck.labelSelector(string): ResourceCheck",
    ]).functions(),
  ],
};
