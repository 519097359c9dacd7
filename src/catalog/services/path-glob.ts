/**
 * Matches paths by a glob as Argo CD's git generator means it (doublestar): `*` stays within one step of the path, `**`
 * is any number of steps. Step by step, so that no pattern takes long.
 */
export function pathMatcher(glob: string): (path: string) => boolean {
  const pattern = stepsOf(glob);
  const last = pattern.length;
  /** With `**`, also what comes after it: it may stand for no step. */
  const reach = (states: ReadonlySet<number>): ReadonlySet<number> => {
    const all = new Set(states);
    for (const state of all) if (pattern[state] === "**") all.add(state + 1);
    return all;
  };
  return (path) => {
    let states: ReadonlySet<number> = new Set([0]);
    for (const step of stepsOf(path)) {
      const next = new Set<number>();
      for (const state of reach(states)) {
        const wanted = pattern[state];
        if (wanted === "**") next.add(state);
        else if (wanted !== undefined && matchesStep(step, wanted)) next.add(state + 1);
      }
      states = next;
    }
    return reach(states).has(last);
  };
}

function stepsOf(path: string): readonly string[] {
  return path.split("/").filter((step) => step !== "" && step !== ".");
}

function matchesStep(step: string, wanted: string): boolean {
  const [start = "", ...rest] = wanted.split("*");
  if (!step.startsWith(start)) return false;
  let from = start.length;
  for (const [index, part] of rest.entries()) {
    const at = index === rest.length - 1 ? step.length - part.length : step.indexOf(part, from);
    if (at < from || !step.startsWith(part, at)) return false;
    from = at + part.length;
  }
  return from === step.length;
}
