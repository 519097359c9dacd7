/** No text that an expression makes is longer: an object of the API is far smaller, and the memory is ours. */
export const longestText = 8_000_000;

/** The same for lists: Kubernetes counts what goes into a function, and flattening can give far more. */
export const longestList = 1_000_000;
