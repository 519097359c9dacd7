import { parseArgs } from "node:util";
import { offeringSources } from "../catalog/sources.ts";
import { errorMessage } from "../domain/errors.ts";
import { formatProblem } from "../domain/location.ts";
import { oneLine } from "../templates/untrusted-text.ts";
import type { CommandIo } from "./assess.ts";
import { describeOffering } from "./described-offering.ts";
import { offeringsAsText } from "./offerings-as-text.ts";
import { readOfferedFiles, UnreadableFileError } from "./offering-files.ts";

const usage = `Usage: causeway offering FILE… [--format text|json]

Shows what each file offers: its command, its fields, its Slack form, its issue form and an example manifest.
A platform.yaml among the files gives the commands and the teams.
  --format  text (the default) or json

Exit status: 0 when every file could be used, 1 when a file has a mistake or none of them offers anything, 2 for wrong
usage or a file that can't be read.
`;

/**
 * `causeway offering`: what files offer, without a server. Offerings go to standard output, mistakes as
 * `file:line:column: …` to standard error. Returns the exit status, as in the usage.
 */
export async function runOffering(args: readonly string[], io: CommandIo): Promise<number> {
  const asked = parse(args);
  if (typeof asked === "string") {
    io.stderr.write(`${asked}\n\n${usage}`);
    return 2;
  }
  try {
    const { offerings, problems, others, platform } = await readOfferedFiles(asked.paths, io.cwd);
    const described = offerings.map((offering) => describeOffering(offering, platform));
    io.stdout.write(
      asked.format === "json"
        ? `${JSON.stringify(described, null, 2)}\n`
        : offeringsAsText(offerings, platform),
    );
    for (const problem of problems) io.stderr.write(`${oneLine(formatProblem(problem))}\n`);
    for (const path of others) {
      io.stderr.write(`${path} offers nothing: it holds no ${recognised}.\n`);
    }
    return problems.length === 0 && offerings.length > 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return 2;
  }
}

/** What files can hold that offers something. */
const recognised = offeringSources.map(({ marker }) => marker).join(" and no ");

interface Asked {
  readonly paths: readonly string[];
  readonly format: "text" | "json";
}

/** What was asked, or a sentence on what is wrong with it. */
function parse(args: readonly string[]): Asked | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { format: { type: "string", default: "text" } },
    });
    const { format } = values;
    if (positionals.length === 0) return "Which files? Name at least one.";
    if (format !== "text" && format !== "json") {
      return `--format is "${format}"; expected text or json.`;
    }
    return { paths: positionals, format };
  } catch (error) {
    return errorMessage(error);
  }
}
