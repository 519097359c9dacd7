/** A place in a file. Lines and columns start at 1; the end column is the one after the last character. */
export interface Location {
  /** Relative to the repository's root, with forward slashes. */
  readonly path: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Something wrong in a file that a person wrote, told so that they can mend it. */
export interface Problem {
  readonly location: Location;
  /** What is wrong, what was expected and what would pass: whole sentences. */
  readonly message: string;
}

/** `path:line:column: message`, the form that editors and terminals turn into a link. */
export function formatProblem(problem: Problem): string {
  const { path, startLine, startColumn } = problem.location;
  return `${path}:${startLine}:${startColumn}: ${problem.message}`;
}
