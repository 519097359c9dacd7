/** A text as its Unicode code points: CEL counts those, JavaScript UTF-16 units. */
export function characters(text: string): readonly string[] {
  return Array.from(text);
}

/** How many code points a text has. */
export function characterCount(text: string): number {
  return /[\ud800-\udfff]/.test(text) ? Array.from(text).length : text.length;
}
