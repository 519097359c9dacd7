import { newestMinor } from "../cel/environment.ts";
import { kubernetesVersions, otherVersions, type OtherRow, type Row } from "./old-versions.ts";

/** What is known of a version of a kind that is on its way out. */
export interface OldVersion {
  /** What to write instead; undefined when there is nothing of the kind any more. */
  readonly instead: string | undefined;
  readonly told: string;
  /** The cluster refuses it, or will do so one day. */
  readonly state: "removed" | "deprecated";
}

/** The newest Kubernetes version whose schemas ship. */
export const newestKubernetes = `1.${newestMinor}`;

const builtIn = byKind(kubernetesVersions);
const other = byKind(otherVersions);

/**
 * What is known of a version that is on its way out in a cluster of a Kubernetes version (`1.34`); undefined for one
 * that is not, or not yet.
 */
export function findOldVersion(
  apiVersion: string,
  kind: string,
  kubernetesVersion: string,
): OldVersion | undefined {
  const key = `${apiVersion}/${kind}`;
  const elsewhere = other.get(key);
  if (elsewhere !== undefined) {
    const [, , instead, told] = elsewhere;
    return { state: "deprecated", told, instead: instead === "" ? undefined : instead };
  }
  const row = builtIn.get(key);
  const minor = minorOf(kubernetesVersion);
  if (row === undefined || minor === undefined) return undefined;
  const [, , replacement, deprecated, removed] = row;
  if (minor < deprecated) return undefined;
  const gone = removed !== undefined && minor >= removed;
  const then = removed === undefined ? "" : ` and goes in 1.${removed}`;
  return {
    state: gone ? "removed" : "deprecated",
    told: gone
      ? `Kubernetes does not serve it since 1.${removed}`
      : `it is deprecated since Kubernetes 1.${deprecated}${then}`,
    instead: replacement === "" ? undefined : replacement,
  };
}

function byKind<Entry extends Row | OtherRow>(rows: readonly Entry[]): ReadonlyMap<string, Entry> {
  return new Map(
    rows.flatMap((row) =>
      row[1].split(" ").map((kind): [string, Entry] => [`${row[0]}/${kind}`, row]),
    ),
  );
}

/** The minor version of `1.34`, `v1.34.2`; undefined for what is no version. */
function minorOf(version: string): number | undefined {
  const minor = /^v?1\.(\d{1,3})(?:\D|$)/.exec(version)?.[1];
  return minor === undefined ? undefined : Number(minor);
}
