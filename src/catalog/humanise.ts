/** `storageGB` → `Storage GB`, `network-ref` → `Network ref`, `SQLInstance` → `SQL instance`. */
export function humanise(key: string): string {
  const words = key
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .split(/[\s_.-]+/)
    .filter((word) => word !== "");
  const text = words
    .map((word) => (/^[A-Z][A-Z0-9]+$/.test(word) ? word : word.toLowerCase()))
    .join(" ");
  return text === "" ? key : text.charAt(0).toUpperCase() + text.slice(1);
}
