import { createHash } from "node:crypto";
import { humanise } from "./humanise.ts";
import type { Leaf } from "./leaf.ts";

/** The labels that every form has besides an offering's own fields. */
export const commonLabels = { offering: "What you ask for", name: "Name", team: "Team" } as const;

/** The ids that belong to them. */
export const commonIds: ReadonlySet<string> = new Set(Object.keys(commonLabels));

interface FieldName {
  readonly id: string;
  readonly label: string;
}

/**
 * Ids and labels for all fields of a form: short where that is unique, else with the names of the maps around them.
 * GitHub refuses labels that look alike, so labels are compared as it compares them.
 */
export function fieldNames(leaves: readonly Leaf[]): readonly FieldName[] {
  const ids = unique(leaves.map(idCandidates), commonIds, (id) => id.toLowerCase());
  const taken = new Set(Object.values(commonLabels).map(likeGitHub));
  const labels = unique(leaves.map(labelCandidates), taken, likeGitHub);
  return leaves.map((_, index) => ({ id: ids[index] ?? "", label: labels[index] ?? "" }));
}

/** What GitHub compares of a label: Rails' `parameterize`. */
export function likeGitHub(label: string): string {
  return label
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}

function idCandidates({ path }: Leaf): readonly string[] {
  const inner = path.slice(1);
  const short = inner[0] === "parameters" && inner.length > 1 ? inner.slice(1) : inner;
  return [short, inner, path].map(toId);
}

function toId(parts: readonly string[]): string {
  const id = parts.join("-").replaceAll(/[^A-Za-z0-9_-]/g, "_");
  if (id.length <= 200) return id;
  const digest = createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 12);
  return `${id.slice(0, 180)}-${digest}`;
}

function labelCandidates({ path, schema, groups }: Leaf): readonly string[] {
  const key = path.at(-1) ?? "";
  const title = typeof schema["title"] === "string" ? oneLine(schema["title"]) : "";
  const own = title === "" ? humanise(key) : title;
  const inner = title === "" && groups.length > 0 ? lower(own) : own;
  const grouped = [...groups.map((group) => oneLine(humanise(group))), inner];
  const withGroup = grouped.join(": ");
  const full = path.slice(1).join(".");
  return title === "" ? [withGroup, full] : [own, withGroup, full];
}

/** `Count` → `count`, but `ID` and `URL` stay. */
function lower(text: string): string {
  return /^[A-Z]{2}/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

/** The first candidate of each that nobody else has; where all are taken, the last with a number. */
function unique(
  candidates: readonly (readonly string[])[],
  reserved: ReadonlySet<string>,
  normal: (text: string) => string,
): readonly string[] {
  const taken = new Set(reserved);
  return candidates.map((options) => {
    const last = options.at(-1) ?? "field";
    const numbered = (count: number): string => `${last}-${count}`;
    let chosen = options.find((option) => isFree(normal(option), taken));
    for (let count = 2; chosen === undefined; count += 1) {
      if (isFree(normal(numbered(count)), taken)) chosen = numbered(count);
    }
    taken.add(normal(chosen));
    return chosen;
  });
}

function isFree(text: string, taken: ReadonlySet<string>): boolean {
  return text !== "" && !taken.has(text);
}
