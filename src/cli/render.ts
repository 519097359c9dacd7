import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { errorMessage } from "../domain/errors.ts";
import { formatProblem } from "../domain/location.ts";
import type { Offering } from "../domain/offering.ts";
import { toManifest } from "../plan/manifest.ts";
import { manifestPath } from "../plan/provision.ts";
import { oneLine } from "../templates/untrusted-text.ts";
import type { CommandIo } from "./assess.ts";
import { readOfferedFiles, readText, UnreadableFileError } from "./offering-files.ts";
import { readRenderValues } from "./render-values.ts";
import { RefusedToWriteError, writeNewFile } from "./write-new-file.ts";

const usage = `Usage: causeway render FILE --values VALUES.yaml --out DIR

Writes what a request for FILE's offering would write, and prints its path: DIR/claims/<team>/<name>.yaml.
  --values  a map with name, team or namespace, and the values: under spec as in the object, or each by its field's id
  --out     the folder to write into; nothing is written outside of it or over a file

Exit status: 0 when it was written, 1 when the file or the values have a mistake or writing was refused, 2 for wrong
usage or a file that can't be read.
`;

/**
 * `causeway render`: an XRD and values → the manifest, judged and made as for a request. Mistakes go to standard error
 * as `file:line:column: …`. Returns the exit status, as in the usage.
 */
export async function runRender(args: readonly string[], io: CommandIo): Promise<number> {
  const asked = parse(args);
  if (typeof asked === "string") {
    io.stderr.write(`${asked}\n\n${usage}`);
    return 2;
  }
  try {
    const rendered = await render(asked, io.cwd);
    if ("mistakes" in rendered) {
      for (const mistake of rendered.mistakes) io.stderr.write(`${oneLine(mistake)}\n`);
      return 1;
    }
    await writeNewFile(resolve(io.cwd, asked.out), rendered.path, rendered.content);
    io.stdout.write(`${join(asked.out, rendered.path)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof UnreadableFileError || error instanceof RefusedToWriteError))
      throw error;
    io.stderr.write(`${error.message}\n`);
    return error instanceof UnreadableFileError ? 2 : 1;
  }
}

type Rendered =
  | { readonly path: string; readonly content: string }
  | { readonly mistakes: readonly string[] };

async function render({ file, values }: Asked, cwd: string): Promise<Rendered> {
  const { offerings, problems } = await readOfferedFiles([file], cwd);
  if (problems.length > 0) return { mistakes: problems.map(formatProblem) };
  const offering = onlyOne(offerings, file);
  if (typeof offering === "string") return { mistakes: [offering] };
  const read = readRenderValues(await readText(values, cwd), offering);
  if ("problems" in read) return { mistakes: read.problems.map(formatProblem) };
  return { path: manifestPath(read), content: toManifest(offering, read) };
}

function onlyOne(offerings: readonly Offering[], file: string): Offering | string {
  const [offering, second] = offerings;
  if (offering === undefined) return `${file} offers nothing: it holds no offering.`;
  if (second === undefined) return offering;
  return `${file} holds ${offerings.length} offerings: ${offerings.map(({ name }) => name).join(", ")}. Give a file with one.`;
}

interface Asked {
  readonly file: string;
  readonly values: string;
  readonly out: string;
}

/** What was asked, or a sentence on what is wrong with it. */
function parse(args: readonly string[]): Asked | string {
  try {
    const { values: given, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { values: { type: "string" }, out: { type: "string" } },
    });
    const [file, ...more] = positionals;
    const { values, out } = given;
    if (file === undefined) return "Which file? Name the one that describes the offering.";
    if (more.length > 0) return `One file at a time: ${more.join(" ")} is too much.`;
    if (values === undefined) return "Where are the values? Give --values VALUES.yaml.";
    if (out === undefined || out === "") return "Where to? Give --out DIR.";
    return { file, values, out };
  } catch (error) {
    return errorMessage(error);
  }
}
