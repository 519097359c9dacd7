import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node } from "yaml";

/**
 * The path of the value or key that stands at a place of a YAML document: the deepest one whose text holds the place.
 * The reverse of `YamlDocument.locate`. Empty for the document itself.
 */
export function pathAt(
  text: string,
  { startLine, startColumn }: { readonly startLine: number; readonly startColumn: number },
): readonly (string | number)[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineStart = lines.lineStarts[startLine - 1] ?? 0;
  const offset = lineStart + startColumn - 1;
  const path: (string | number)[] = [];
  let node: unknown = document.contents;
  while (isMap(node) || isSeq(node)) {
    const next = isMap(node) ? inMap(node.items, offset) : inList(node.items, offset);
    if (next === undefined) return path;
    path.push(next.step);
    node = next.node;
  }
  return path;
}

interface Step {
  readonly step: string | number;
  readonly node: unknown;
}

function inMap(
  items: readonly { key: unknown; value: unknown }[],
  offset: number,
): Step | undefined {
  for (const { key, value } of items) {
    const step = isScalar(key) ? String(key.value) : "";
    // At a key the place is the key's, not what is inside its value.
    if (holds(key, offset)) return { step, node: undefined };
    if (holds(value, offset)) return { step, node: value };
  }
  return undefined;
}

function inList(items: readonly unknown[], offset: number): Step | undefined {
  const index = items.findIndex((item) => holds(item, offset));
  if (index === -1) return undefined;
  const item = items[index];
  // An entry is shown by its first character, which is that of its first key.
  const isStart = (item as Node).range?.[0] === offset;
  return { step: index, node: isStart ? undefined : item };
}

function holds(node: unknown, offset: number): boolean {
  const range = (node as Node | null | undefined)?.range;
  return (
    range !== null &&
    range !== undefined &&
    range[0] <= offset &&
    offset < Math.max(range[1], range[0] + 1)
  );
}
