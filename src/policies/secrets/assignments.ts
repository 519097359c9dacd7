import type { SecretFinding } from "./scan.ts";

/** Ends the name of what holds a credential: `DB_PASSWORD`, `clientSecret`, `api-key`. */
const credentialName =
  "(?:password|passwd|pwd|passphrase|secret|token|api[_-]?key|(?:access|account|private|signing|encryption|master|auth)[_-]?key|credentials?)";

/**
 * `name: value`, `name = value`, `"name": "value"`: in groups 1 the name, 2 the quote, 3 the value. The name's last
 * word says that it is a credential; bounded, so that no line is read over and over.
 */
const assigned = new RegExp(
  `(?<![A-Za-z0-9_.-])["']?([A-Za-z0-9_.-]{0,60}${credentialName})["']?[ \\t]{0,20}(?::=|[:=])[ \\t]{0,20}(["'\`]?)([^\\s"'\`,;{}\\[\\]]{8,200})(?=["'\`,;\\s}\\]]|$)`,
  "gi",
);

/** An environment variable as Kubernetes writes it, on two lines or in braces: in group 1 the name, 3 the value. */
const named = new RegExp(
  `\\bname["']?:[ \\t]{0,20}["']?([A-Za-z0-9_.-]{0,60}${credentialName})["']?[ \\t]{0,20}(?:,|\\r?\\n)[ \\t]{0,60}["']?value["']?:[ \\t]{0,20}(["']?)([^\\s"',}]{8,200})(?=["',\\s}]|$)`,
  "gi",
);

/** In source code a bare word is a variable: only what stands in quotes is a value. */
const sourceCode =
  /\.(?:[cm]?[jt]sx?|go|py|rb|java|kt|cs|rs|php|swift|scala|sh|bash|ps1|tf|bicep|hcl|rego|md|mdx|html)$/i;

/** Values that stand under the name of a credential and look like one. Their kind is only known by the name. */
export function assignedCredentials(text: string, path: string): readonly SecretFinding[] {
  const quoted = sourceCode.test(path);
  return [assigned, named].flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap((match): readonly SecretFinding[] => {
      const [whole, name = "", quote = "", value = ""] = match;
      if ((quoted && quote === "") || !looksRandom(value)) return [];
      const end = match.index + whole.length;
      // A text that goes on after a space is a sentence or a template.
      if (quote !== "" && text[end] !== quote) return [];
      return [{ name: `a value of ${name}`, start: end - value.length, end, byName: true }];
    }),
  );
}

/** What people write where the value will be put in, or where it is found. */
const placeholder =
  /[<>$]|\{\{|%[A-Za-z_]+%|\*\*\*|x{4}|\.\.\.|change|example|sample|placeholder|replace|insert|dummy|redacted|your[-_]|todo|none|null|undefined|secret[-_]?name|^ENC\[|^[!#]|^(?:vault|ref|op|env|file|aws|gcp|secretref|keyvault|sops|bao)[:+]|^[a-z][a-z0-9+.-]*:\/\/|^@microsoft|^arn:|^projects\/|^\/|^\.\.?\/|^sha\d{3}[:-]/i;

/** A name rather than a value: words in one case with separators, a path into an object, a call. */
const nameLike =
  /^(?:[a-z]+\d{0,3}(?:[-_./:][a-z]*\d{0,4})*|[A-Z]+(?:[_.][A-Z0-9]{1,20})*|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+|[a-z]+(?:[A-Z][a-z]+)*|[A-Z][a-z]+(?:[A-Z][a-z]+)*|.*\(.*)$/;

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text could be a credential: no placeholder, no reference, no name, and mixed enough. */
export function looksRandom(value: string): boolean {
  if (placeholder.test(value) || nameLike.test(value) || uuid.test(value)) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length;
  return kinds >= 2 && /[A-Za-z]/.test(value) && entropyOf(value) >= leastEntropy;
}

/** Bits for each character; `aaaa1111` has 1, words have about 3, random text of twelve characters 3.3. */
const leastEntropy = 2.7;

function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => {
    const share = count / text.length;
    return sum - share * Math.log2(share);
  }, 0);
}
