const perPage = 100;

/** Reads a paginated list whole: 100 a page, until a page is not full or `maxPages` were read. */
export async function readPages<Item>(
  read: (page: { readonly per_page: number; readonly page: number }) => Promise<readonly Item[]>,
  maxPages = 100,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let page = 1; page <= maxPages; page += 1) {
    const batch = await read({ per_page: perPage, page });
    items.push(...batch);
    if (batch.length < perPage) break;
  }
  return items;
}
