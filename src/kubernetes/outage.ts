/** What of one cluster does not answer, so that an outage of all its kinds is told once and not for each. */
export interface Outage {
  /** A kind does not answer. True for the first: that is to be told. */
  begin(resource: string): boolean;
  /** A kind answers again. True for the last: that is to be told. */
  end(resource: string): boolean;
}

export function createOutage(): Outage {
  const silent = new Set<string>();
  return {
    begin(resource) {
      const isFirst = silent.size === 0;
      silent.add(resource);
      return isFirst;
    },
    end(resource) {
      return silent.delete(resource) && silent.size === 0;
    },
  };
}
