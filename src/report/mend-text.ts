/** How to mend a finding, unless its message says so already: the policies that ship end theirs with it. */
export function mendBeside(message: string, mend: string | undefined): string | undefined {
  const text = mend?.trim();
  return text === undefined || text === "" || message.includes(text) ? undefined : text;
}
