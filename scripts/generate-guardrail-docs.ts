import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { shortGuardrailName } from "../src/domain/guardrail.ts";
import type { ParameterForm } from "../src/domain/guardrail-parameters.ts";
import { stringAt, valueAt, type Json } from "../src/domain/json.ts";
import { builtInGuardrails } from "../src/policies/built-in.ts";
import { formsOf, parameterObjects } from "../src/policies/parameters.ts";
import { subjectsOf } from "../src/policies/subject.ts";
import { guardrailTexts, type GuardrailText } from "../src/policies/guardrail-texts.ts";
import { readYaml } from "../src/yaml/documents.ts";

const docs = new URL("../docs/guardrails/", import.meta.url);
const examples = new URL("../test/fixtures/guardrails/", import.meta.url);

const groups = [
  "Pods",
  "Workloads",
  "Access",
  "Network",
  "Argo CD and Flux",
  "Secrets",
  "Crossplane and Azure",
  "Ownership and versions",
];

interface Guardrail extends GuardrailText {
  readonly short: string;
  /** In every environment but production. */
  readonly does: "denies" | "warns" | "only audits";
  readonly parameters: readonly (ParameterForm & { readonly value: string })[];
  readonly takes: readonly string[];
  readonly operations: readonly string[];
  readonly messages: readonly string[];
}

/** The pages of docs/guardrails, by file name: one for each policy that ships, and the list of them. */
export function guardrailPages(): ReadonlyMap<string, string> {
  const guardrails = builtInGuardrails().map(({ path, content }) => readGuardrail(path, content));
  return new Map([
    ["README.md", overview(guardrails)],
    ...guardrails.map((guardrail) => [`${guardrail.short}.md`, page(guardrail)] as const),
  ]);
}

function readGuardrail(path: string, content: string): Guardrail {
  const [text] = guardrailTexts([{ path, content }]);
  const { documents } = readYaml(content, path);
  const [policy, binding] = documents;
  if (text === undefined || policy === undefined || !groups.includes(text.group ?? ""))
    throw new Error(`${path}: expected a policy with the annotation causeway.dev/group.`);
  const rules = itemsAt(policy.value, ["spec", "matchConstraints", "resourceRules"]);
  const listed = (key: string): readonly string[] => [
    ...new Set(rules.flatMap((rule) => itemsAt(rule, [key])).map(String)),
  ];
  const actions = itemsAt(binding?.value, ["spec", "validationActions"]);
  return {
    ...text,
    short: shortGuardrailName(text.name),
    does: actions.includes("Deny") ? "denies" : actions.includes("Warn") ? "warns" : "only audits",
    parameters: parameterObjects(
      documents.flatMap((document) => subjectsOf(document, path)),
    ).flatMap((subject) =>
      formsOf(subject).map((form) => ({
        ...form,
        value: stringAt(subject.value, ["data", form.name]) ?? "",
      })),
    ),
    takes: listed("resources"),
    operations: listed("operations"),
    messages: itemsAt(policy.value, ["spec", "validations"]).flatMap((validation) => {
      const message = stringAt(validation, ["message"])?.trim();
      return message === undefined ? [] : [message];
    }),
  };
}

function itemsAt(value: Json | undefined, path: readonly string[]): readonly Json[] {
  const items = valueAt(value, path);
  return Array.isArray(items) ? (items as readonly Json[]) : [];
}

const generated =
  "<!-- Made from the policy's file by scripts/generate-guardrail-docs.ts: change that file, not this one. -->";

function page(guardrail: Guardrail): string {
  const { title, short, does, production, why, mend, standard, takes, operations, messages } =
    guardrail;
  const kinds = takes.includes("*") ? "everything of its API groups" : takes.join(", ");
  const facts = [
    `- Name: \`${short}\``,
    `- It ${does}${production === undefined || does === "denies" ? "" : "; in production it denies"}.`,
    ...(standard === undefined ? [] : [`- Part of the standard: ${standard}`]),
    `- Looks at: ${kinds}`,
    `- When: ${operations.map((operation) => whenOf[operation] ?? operation).join(", ")}`,
    `- File: [guardrails/${short}.yaml](../../guardrails/${short}.yaml)`,
  ];
  return [
    `# ${title ?? short}`,
    generated,
    facts.join("\n"),
    "## Why",
    why ?? "",
    "## How to mend it",
    mend ?? "",
    "## What it says",
    messages.map((message) => `- ${message}`).join("\n"),
    ...parametersOf(guardrail),
    "## Examples",
    ...examplesOf(short),
    "## Switch it",
    `In \`platform.yaml\`: \`guardrails: { ${short}: off }\`, or \`warn\`, or \`deny\`, or by environment: \`guardrails: { ${short}: { dev: warn, production: deny } }\`. In a cluster: \`kubectl apply -f guardrails/${short}.yaml\`.\n`,
  ].join("\n\n");
}

function parametersOf({ parameters }: Guardrail): readonly string[] {
  if (parameters.length === 0) return [];
  const rows = parameters.map(
    ({ name, type, about, value }) =>
      `- \`${name}\` (${type}${value === "" ? "" : `, \`${value}\` unless set`}): ${about}`,
  );
  return [
    "## Parameters",
    rows.join("\n"),
    "Set them in `platform.yaml` ([how](../configuration.md#guardrails)). In a cluster they are in the ConfigMap of the same file.",
  ];
}

const whenOf: Readonly<Record<string, string>> = {
  CREATE: "an object is new",
  UPDATE: "it changes",
  DELETE: "its file goes",
};

function examplesOf(short: string): readonly string[] {
  const shown = [
    ["parameters.yaml", "With these parameters:"],
    ["before.yaml", "As it was:"],
    ["fail.yaml", "Not this (the lines that are named are marked):"],
    ["pass.yaml", "This passes:"],
  ] as const;
  return shown.flatMap(([file, heading]) => {
    const url = new URL(`${short}/${file}`, examples);
    if (!existsSync(url)) return [];
    return [heading, `\`\`\`yaml\n${readFileSync(url, "utf8").trim()}\n\`\`\``];
  });
}

function overview(guardrails: readonly Guardrail[]): string {
  const count = guardrails.length;
  const denying = guardrails.filter(({ does }) => does === "denies").length;
  const auditing = guardrails.filter(({ does }) => does === "only audits").length;
  const firm = guardrails.filter(({ production }) => production === "deny").length;
  const sections = groups.flatMap((group) => {
    const own = guardrails.filter((guardrail) => guardrail.group === group);
    const lines = own.map(
      ({ short, title, does, production, parameters }) =>
        `- [${title ?? short}](${short}.md) (\`${short}\`, ${does}${production === "deny" ? ", denies in production" : ""}${parameters.length > 0 ? ", has parameters" : ""})`,
    );
    return [`## ${group}`, lines.join("\n")];
  });
  return (
    [
      "# The guardrails that ship",
      generated,
      `${count} rules, ${denying} of them deny, ${count - denying - auditing} warn and ${auditing} only audits until it is set; ${firm} of those that warn deny in production. Each is a ValidatingAdmissionPolicy with its binding: Causeway judges pull requests by it and shows the exact line; the same file works in the cluster.`,
      "The baseline of the Pod Security Standards denies, the restricted part warns: as Kubernetes itself advises to begin. A team that is ready sets its rules to `deny` in `platform.yaml`; a rule that does not fit is set to `warn` or `off` there:",
      "```yaml\nguardrails:\n  run-as-non-root: deny\n  two-replicas: { dev: off, production: deny }\n  allowed-registries: { parameters: { registries: [myorg.azurecr.io] } }\n```",
      "A policy of your own is a file in `guardrails/` of the configuration repository. One with the name of a policy that ships stands in its place.",
      ...sections,
      "",
    ]
      .join("\n\n")
      .trimEnd() + "\n"
  );
}

function writePages(): void {
  const pages = guardrailPages();
  mkdirSync(docs, { recursive: true });
  for (const name of readdirSync(docs)) if (!pages.has(name)) rmSync(new URL(name, docs));
  for (const [name, text] of pages) writeFileSync(new URL(name, docs), text);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) writePages();
