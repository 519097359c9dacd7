import { isAlias, isCollection, isMap, isPair, isScalar, isSeq, type Node } from "yaml";

type Range = readonly [number, number];

/** How deep the collections of a document are nested, without recursion: a hostile file can't overflow the stack. */
export function measureDepth(root: Node): number {
  let deepest = 0;
  const stack: { readonly node: unknown; readonly depth: number }[] = [{ node: root, depth: 1 }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    deepest = Math.max(deepest, top.depth);
    for (const child of childrenOf(top.node)) stack.push({ node: child, depth: top.depth + 1 });
  }
  return deepest;
}

/** A key that Kubernetes would refuse, or that stands twice in one map. */
export interface KeyMistake {
  readonly range: Range;
  readonly message: string;
}

/**
 * Keys that stand twice in one map, and keys that JSON has no form for. The library's own check compares each key
 * with each other, which is quadratic (11.8 s for a map of 30,000 keys); this one is linear.
 */
export function findKeyMistakes(root: Node): readonly KeyMistake[] {
  const found: KeyMistake[] = [];
  const stack: unknown[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (isMap(node)) found.push(...mistakesOfMap(node.items.map(({ key }) => key)));
    for (const child of childrenOf(node)) stack.push(child);
  }
  return found.toSorted((a, b) => a.range[0] - b.range[0]);
}

function mistakesOfMap(keys: readonly unknown[]): readonly KeyMistake[] {
  const found: KeyMistake[] = [];
  const seen = new Set<string>();
  for (const key of keys) {
    if (isMergeKey(key)) continue;
    const range = keyRange(key);
    if (!isScalar(key) || key.value === null) {
      const message = "A key must be text, a number or a boolean: Kubernetes accepts no other.";
      found.push({ range, message });
      continue;
    }
    const name = keyName(key.value);
    if (seen.has(name)) {
      const message = `The key "${shorten(name)}" is here twice in the same map. Remove one of the two.`;
      found.push({ range, message });
    }
    seen.add(name);
  }
  return found;
}

/** A key as JSON has it: `yes` and `true` are the same key. */
function keyName(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Whether a key is `<<`, unquoted: it brings in the keys of another map, and may stand there more than once. */
export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && typeof key.value === "symbol";
}

function keyRange(key: unknown): Range {
  const range = isScalar(key) || isCollection(key) || isAlias(key) ? key.range : undefined;
  return [range?.[0] ?? 0, range?.[1] ?? 0];
}

function shorten(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}

function childrenOf(node: unknown): readonly unknown[] {
  if (isMap(node) || isSeq(node)) return node.items as readonly unknown[];
  if (isPair(node)) return [node.key, node.value].filter((part) => isCollection(part));
  return [];
}
