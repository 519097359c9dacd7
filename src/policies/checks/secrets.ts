import type { ChangedFile, PolicyOutcome, PolicyResult } from "../../domain/guardrail.ts";
import type { Location } from "../../domain/location.ts";
import type { Check } from "../check.ts";
import { embeddedTexts, hasLiteralValues, looksLikeCredential } from "../secrets/embedded.ts";
import { scanText } from "../secrets/scan.ts";
import { resultOn, type Subject } from "../subject.ts";

const mend =
  "Anyone who can read the repository can use it: revoke it, keep the new one in a secret store, and refer to it from here.";

/** Credentials in any file of the change, and hidden in objects. What it finds is named and never shown. */
export const secretsCheck: Check = {
  name: "secrets",
  async run(change) {
    const results: PolicyResult[] = [];
    for (const { file } of change.files) results.push(...(await scanFile(file)));
    const told = new Set(results.map(placeOf));
    for (const { subject, operation } of [...change.objects, ...change.partial]) {
      if (operation === "DELETE") continue;
      const found = await scanObject(subject);
      results.push(...found.filter((result) => !told.has(placeOf(result))));
    }
    return results;
  },
};

/** What the text of a file shows is not told again of the object in it. */
function placeOf({ location, validation }: PolicyResult): string {
  return JSON.stringify([validation, location.path, location.startLine]);
}

/** Tests name passwords that open nothing; what has the form of a real token is told there too. */
const isTest = /(?:^|\/)(?:tests?|__tests__|spec|testdata|fixtures)\/|[._-](?:test|spec)\.[a-z]+$/i;

const longestScanned = 2_000_000;

async function scanFile({
  path,
  content,
  baseContent,
}: ChangedFile): Promise<readonly PolicyResult[]> {
  if (content === undefined) return [];
  if (content.length > longestScanned) {
    const location = { path, startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
    const message = `The file is longer than ${longestScanned} characters and was not searched for credentials.`;
    return [{ policy: "secrets", validation: "size", outcome: "warn", message, location }];
  }
  const findings = await scanText(content, path);
  return findings.map(({ name, start, end, byName }): PolicyResult => {
    const old = baseContent?.includes(content.slice(start, end)) ?? false;
    const madeUp = byName === true && isTest.test(path);
    const outcome: PolicyOutcome = old || madeUp ? "warn" : "deny";
    const since = old ? " It was there before this change." : "";
    return {
      policy: "secrets",
      validation: "credential",
      outcome,
      message: `This looks like a credential (${name}).${since} ${mend}`,
      location: locate(content, path, { start, end }),
    };
  });
}

function locate(
  text: string,
  path: string,
  { start, end }: { readonly start: number; readonly end: number },
): Location {
  const place = (offset: number): { readonly line: number; readonly column: number } => {
    const before = text.slice(0, offset);
    return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
  };
  const from = place(start);
  const to = place(end);
  return {
    path,
    startLine: from.line,
    startColumn: from.column,
    endLine: to.line,
    endColumn: to.column,
  };
}

async function scanObject(subject: Subject): Promise<readonly PolicyResult[]> {
  const results: PolicyResult[] = [];
  const literal = hasLiteralValues(subject.value);
  if (literal) {
    const message = `The Secret ${subject.resource.name} has its values in Git, where base64 hides nothing. Use an ExternalSecret, a SealedSecret or SOPS.`;
    const location = subject.locateKey(["kind"]);
    results.push(
      resultOn(subject, { policy: "secrets", validation: "literal-secret" }, "deny", {
        message,
        location,
      }),
    );
  }
  for (const { path, text } of embeddedTexts(subject.value)) {
    const location = subject.locate(path);
    const [found] = await scanEmbedded(text, subject.path);
    const policy = { policy: "secrets", validation: "credential" } as const;
    if (found !== undefined) {
      const message = `This holds a credential (${found.name}). ${mend}`;
      results.push(resultOn(subject, policy, "deny", { message, location }));
    } else if (path[0] !== "data" && looksLikeCredential(text)) {
      const name = text.slice(0, text.indexOf("="));
      const message = `${name} has its value in Git, and its name says that it is a credential. Use valueFrom.secretKeyRef.`;
      results.push(resultOn(subject, policy, "warn", { message, location }));
    }
  }
  return results;
}

/** Most environment variables are plain settings: only text that could be a credential is worth the search. */
async function scanEmbedded(text: string, path: string): ReturnType<typeof scanText> {
  return /[A-Za-z0-9+/_~-]{16}|BEGIN|:\/\//.test(text) ? scanText(text, path) : [];
}
