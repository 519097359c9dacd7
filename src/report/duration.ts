const units = [
  { name: "d", seconds: 86_400 },
  { name: "h", seconds: 3_600 },
  { name: "min", seconds: 60 },
  { name: "s", seconds: 1 },
] as const;

/**
 * A time span as people say it, in its two largest units: `38 s`, `4 min 10 s`, `1 h`, `2 d 3 h`. Rounded down to a
 * whole second; nothing and less is `0 s`.
 */
export function durationInWords(milliseconds: number): string {
  let rest = Math.max(0, Math.floor(milliseconds / 1000));
  const largest = units.findIndex(({ seconds }) => rest >= seconds);
  if (largest === -1) return "0 s";
  const parts: string[] = [];
  for (const { name, seconds } of units.slice(largest, largest + 2)) {
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.join(" ");
}

/** The span between two ISO 8601 times in words, or undefined when one of them can't be read. */
export function durationBetween(from: string, to: string): string | undefined {
  const span = Date.parse(to) - Date.parse(from);
  return Number.isNaN(span) ? undefined : durationInWords(span);
}
