/** A kind as objects name it: its plural and scope are for the API server to say. */
export interface NamedKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Each kind once, in the order of its first mention. */
export function distinctKinds(kinds: readonly NamedKind[]): readonly NamedKind[] {
  const seen = new Map(
    kinds.map(({ apiVersion, kind }) => [`${apiVersion} ${kind}`, { apiVersion, kind }]),
  );
  return [...seen.values()];
}
