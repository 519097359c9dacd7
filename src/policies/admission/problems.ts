import type { z } from "zod";
import { groupOf } from "../../domain/kubernetes.ts";
import type { Problem } from "../../domain/location.ts";
import type { Subject } from "../subject.ts";

/** Something wrong with a policy or binding: told as an error, so that no rule is passed over in silence. */
export interface PolicyProblem extends Problem {
  readonly policy: string;
  readonly subject: Subject;
}

/** Whether an object is one of the kinds that policies are made of, in any version. */
export function isAdmissionKind({ resource }: Subject, kind: string): boolean {
  return groupOf(resource.apiVersion) === "admissionregistration.k8s.io" && resource.kind === kind;
}

/** What is wrong with the shape of a policy or binding, each at its place. */
export function shapeProblems(subject: Subject, error: z.ZodError): readonly PolicyProblem[] {
  return error.issues.map((issue) => {
    const path = issue.path.filter((step) => typeof step !== "symbol");
    const what = `${subject.resource.kind} ${subject.resource.name} is not as Kubernetes expects it`;
    return {
      policy: subject.resource.name,
      subject,
      message: `${what}: ${path.join(".")}: ${issue.message}.`,
      location: subject.locate(path),
    };
  });
}

/** Two objects of one name are one object: a file of the configuration repository stands before a built-in. */
export function firstOfEachName(subjects: readonly Subject[]): readonly Subject[] {
  const first = new Map<string, Subject>();
  for (const subject of subjects) {
    if (!first.has(subject.resource.name)) first.set(subject.resource.name, subject);
  }
  return [...first.values()];
}
