import type { Json, JsonObject } from "../../../src/domain/json.ts";

/**
 * Pods that the Pod Security admission controller allows or forbids, written after the rules and the test cases of
 * k8s.io/pod-security-admission (policy/check_*.go and test/fixtures_*.go): each is a smallest valid pod of the level
 * with some fields changed. `pod.` stands before fields of the spec, `c.` of its container, `i.` of its init container;
 * undefined removes a field.
 */
export interface PodCase {
  readonly check: string;
  readonly level: "baseline" | "restricted";
  readonly verdict: "pass" | "fail";
  /** The first and last minor versions of Kubernetes with this verdict. */
  readonly since?: number;
  readonly until?: number;
  /** A case of a baseline rule that the restricted level judges otherwise, because a rule of its own replaces it. */
  readonly onlyAtItsLevel?: true;
  readonly fields: Readonly<Record<string, Json | undefined>>;
}

export type Fields = PodCase["fields"];
type Options = Pick<PodCase, "since" | "until" | "onlyAtItsLevel">;

export function cases(
  check: string,
  level: PodCase["level"],
  lists: { readonly pass?: readonly Fields[]; readonly fail?: readonly Fields[] },
  options: Options = {},
): readonly PodCase[] {
  return (["pass", "fail"] as const).flatMap((verdict) =>
    (lists[verdict] ?? []).map((fields) => ({ check, level, verdict, fields, ...options })),
  );
}

export const allCapabilities = [
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
];
export const volume = (kind: string, source: JsonObject): Fields => ({
  "pod.volumes": [{ name: "volume1", [kind]: source }],
});
export const profile = (where: string, type: string): Fields => ({
  [`${where}.securityContext.seccompProfile`]:
    type === "Localhost" ? { type, localhostProfile: "testing" } : { type },
});
