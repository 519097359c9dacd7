import type { HealthStatus } from "../domain/delivery.ts";
import type { EnvironmentStatus } from "../domain/service-status.ts";
import { escapeMarkdown } from "../templates/markdown-escape.ts";
import { cut, oneLine } from "../templates/untrusted-text.ts";
import { durationBetween } from "./duration.ts";

const healthWords: Readonly<Record<HealthStatus, string>> = {
  healthy: "✅ healthy",
  progressing: "🔄 rolling out",
  paused: "⏸ paused",
  degraded: "❌ degraded",
  missing: "❌ missing",
  unknown: "❔ unknown",
};

const header = ["Service", "Environment", "Version", "Health", "Since", "By"] as const;

/** The rows of a status table, one for each service and environment, with texts for people. */
export function statusRows(
  statuses: readonly EnvironmentStatus[],
  now: string,
): readonly (readonly string[])[] {
  return statuses.map((status) => [
    status.service,
    status.environment,
    status.version ?? "–",
    healthInWords(status),
    since(status.since, now),
    status.by ?? "",
  ]);
}

/** Whether Git and the cluster agree is only told when they don't. */
function healthInWords({ health, sync }: EnvironmentStatus): string {
  const words = healthWords[health];
  if (sync === "outOfSync") return `${words}, not in step with Git`;
  return sync === "syncing" ? `${words}, syncing` : words;
}

function since(from: string | undefined, now: string): string {
  const span = from === undefined ? undefined : durationBetween(from, now);
  return span === undefined ? "" : `${span} ago`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** The table as Markdown, with what is under way as a list below it. */
export function statusMarkdown(statuses: readonly EnvironmentStatus[], now: string): string {
  const rows = statusRows(statuses, now).map((row) =>
    line(row.map((cell) => escapeMarkdown(cut(oneLine(cell), 120)).replaceAll("|", "\\|"))),
  );
  const underWay = statuses.flatMap((status) =>
    status.underWay.map((text) => `- ${escapeMarkdown(cut(text, 400))}`),
  );
  return [
    [line(header), line(header.map(() => "---")), ...rows].join("\n"),
    ...(underWay.length === 0 ? [] : [underWay.join("\n")]),
  ].join("\n\n");
}

/** The table in columns of one width, for a block of code. */
export function statusText(statuses: readonly EnvironmentStatus[], now: string): string {
  const rows = [header, ...statusRows(statuses, now)].map((row) =>
    row.map((cell) => cut(oneLine(cell), 40)),
  );
  const widths = header.map((_, column) =>
    Math.max(...rows.map((row) => Array.from(row[column] ?? "").length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - Array.from(cell).length))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
