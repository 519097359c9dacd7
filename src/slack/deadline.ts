/** Slack waits 3 s for an answer. What is not done by then gets its own answer, so that a person is never left with none. */
export const answerWithinMs = 2_500;

/** The promise's value, or undefined when it takes longer. The work itself goes on. */
export async function withinDeadline<Value>(
  work: Promise<Value>,
  milliseconds: number,
): Promise<Value | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), milliseconds);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
