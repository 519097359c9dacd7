const hidden = "[secret]";
/** Shorter texts are part of ordinary words; no secret of ours is so short. */
const leastLength = 8;

/**
 * A function that takes secrets out of a text: whole, each line of those with lines, and the passwords of URLs. The
 * findings hold none; this makes sure of it, whatever a service quotes.
 */
export function secretHider(secrets: readonly string[]): (text: string) => string {
  const parts = [...new Set(secrets.flatMap(partsOf))]
    .filter((part) => part.length >= leastLength)
    .toSorted((a, b) => b.length - a.length);
  return (text) => parts.reduce((rest, part) => rest.replaceAll(part, hidden), text);
}

function partsOf(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n|\\n/).filter((line) => !line.startsWith("-----"));
  const { password = "" } = URL.parse(secret) ?? {};
  return [secret.trim(), ...lines.map((line) => line.trim()), password, decoded(password)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
