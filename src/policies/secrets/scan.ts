import { lintSource } from "@secretlint/core";
import { rules } from "@secretlint/secretlint-rule-preset-recommend";
import { assignedCredentials } from "./assignments.ts";
import { decodedTexts, holdsDockerAuth } from "./decoded.ts";
import { secretPatterns } from "./patterns.ts";

/** A credential in a text: what kind, and from which character to which. Never the value. */
export interface SecretFinding {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Only the name of what holds it says that it is one. */
  readonly byName?: true;
}

/**
 * The preset's rules one by one, without the one for `secretlint-disable` comments: the author of a pull request must
 * not be able to hide a credential with a comment. (Naming it as disabled under the preset does not stop it.)
 */
const config = {
  rules: rules
    .filter(({ meta }) => !meta.id.endsWith("-filter-comments"))
    .map((rule) => ({ id: rule.meta.id, rule })),
};

/** The credentials that a text holds, in order, also inside base64; of several at one place, the one that says most. */
export async function scanText(text: string, path: string): Promise<readonly SecretFinding[]> {
  const found = await knownForms(text, path);
  for (const decoded of decodedTexts(text)) {
    const [inside] = holdsDockerAuth(decoded.text)
      ? [{ name: "registry password" }]
      : await knownForms(decoded.text, path);
    if (inside !== undefined) {
      const name = `${inside.name}, in base64`;
      found.push({ name, start: decoded.start, end: decoded.end });
    }
  }
  if (holdsDockerAuth(text)) {
    const start = text.indexOf('"auths"');
    found.push({ name: "registry password", start, end: start + 7 });
  }
  const byName = assignedCredentials(text, path).filter(
    ({ start, end }) => !found.some((other) => other.start < end && start < other.end),
  );
  return widest([...found, ...byName]);
}

/** What has a form of its own: the patterns of @secretlint and ours. */
async function knownForms(text: string, path: string): Promise<SecretFinding[]> {
  const own = secretPatterns.flatMap(({ name, pattern }) =>
    [...text.matchAll(pattern)].map(({ index, 0: found }) => ({
      name,
      start: index,
      end: index + found.length,
    })),
  );
  const { messages } = await lintSource({
    source: { content: text, filePath: path, ext: extensionOf(path), contentType: "text" },
    options: { config, maskSecrets: true, noPhysicFilePath: true },
  });
  const linted = messages.map(({ ruleId, range: [start, end] }) => ({
    name: nameOf(ruleId),
    start,
    end,
  }));
  return [...own, ...linted];
}

/** In order; of those that overlap, the one that begins first and says most. */
function widest(findings: readonly SecretFinding[]): readonly SecretFinding[] {
  const all = findings.toSorted((a, b) => a.start - b.start || b.end - a.end);
  let end = -1;
  return all.filter((finding) => {
    if (finding.start < end) return false;
    ({ end } = finding);
    return true;
  });
}

function extensionOf(path: string): string {
  const dot = path.lastIndexOf(".");
  return dot > path.lastIndexOf("/") ? path.slice(dot) : "";
}

const services: Readonly<Record<string, string>> = {
  aws: "AWS credential",
  gcp: "Google Cloud key",
  github: "GitHub token",
  gitlab: "GitLab token",
  npm: "npm token",
  openai: "OpenAI key",
  anthropic: "Anthropic key",
  slack: "Slack token",
  sendgrid: "SendGrid key",
  shopify: "Shopify token",
  privatekey: "private key",
  basicauth: "password in a URL",
  "database-connection-string": "password in a connection string",
};

/** `@secretlint/secretlint-rule-github` → `GitHub token`. */
function nameOf(ruleId: string): string {
  const rule = ruleId.replace(/^.*secretlint-rule-/, "");
  return services[rule] ?? `${rule} credential`;
}
