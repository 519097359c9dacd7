import type { Context } from "hono";

/** One page of a list, with the Link header that names the next. */
export function page<Item>(
  context: Context,
  items: readonly Item[],
  show: (item: Item) => object,
): Response {
  const size = Math.min(100, Number(context.req.query("per_page") ?? 30));
  const number = Number(context.req.query("page") ?? 1);
  if (number * size < items.length) {
    const next = new URL(context.req.url);
    next.searchParams.set("page", String(number + 1));
    context.header("link", `<${next.href}>; rel="next"`);
  }
  return context.json(items.slice((number - 1) * size, number * size).map(show));
}
