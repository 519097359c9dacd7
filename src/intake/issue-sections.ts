/** The texts under each heading, in order, or which heading is not as the form wrote it. */
export type Sections =
  | { readonly kind: "sections"; readonly sections: readonly string[] }
  | { readonly kind: "refused"; readonly message: string };

/** Issues hold at most 65,536 characters; a longer body did not come from GitHub's form. */
const longest = 65_536;

/** Whether a body has a heading of this label outside blocks of code: a quoted form is no form. */
export function hasHeading(body: string, label: string): boolean {
  let fence: string | undefined;
  for (const line of linesOf(body)) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === undefined && line === headingOf(label)) return true;
    if (fence === undefined) fence = mark;
    else if (mark?.startsWith(fence) === true) fence = undefined;
  }
  return false;
}

/**
 * Splits a body at `### Label` lines. Each label must be there exactly once, as a whole line, in the order given, and
 * nothing but white space before the first. Other headings belong to the text that they stand in.
 */
export function splitSections(body: string, labels: readonly string[]): Sections {
  if (body.length > longest) {
    return refused(`The text has ${body.length} characters; at most ${longest} are read.`);
  }
  const lines = linesOf(body);
  const places: number[] = [];
  for (const label of labels) {
    const found = lines.flatMap((line, index) => (line === headingOf(label) ? [index] : []));
    const [place, again] = found;
    if (place === undefined) return refused(`The heading "${label}" of the form is missing.`);
    if (again !== undefined) {
      return refused(`The heading "${label}" is there ${found.length} times; once was expected.`);
    }
    const before = places.at(-1);
    if (before !== undefined && place < before) {
      const previous = labels[places.length - 1] ?? "";
      return refused(`The heading "${label}" comes before "${previous}"; the form has it after.`);
    }
    places.push(place);
  }
  const introduction = lines.slice(0, places[0]).join("\n").trim();
  if (introduction !== "") {
    return refused(`There is text before the first heading, "${labels[0] ?? ""}".`);
  }
  return {
    kind: "sections",
    sections: places.map((place, index) => lines.slice(place + 1, places[index + 1]).join("\n")),
  };
}

function headingOf(label: string): string {
  return `### ${label}`;
}

/** Lines without trailing white space, whatever ends them. */
function linesOf(body: string): readonly string[] {
  return body.split(/\r\n|\r|\n/).map((line) => line.trimEnd());
}

function refused(message: string): Sections {
  return { kind: "refused", message };
}
