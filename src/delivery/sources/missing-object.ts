import type { ObjectRef } from "../../domain/kubernetes.ts";
import type { ClusterView } from "../../domain/ports/cluster.ts";
import type { Question, Verdict } from "../status-source.ts";
import { deadlineOf, isLate, recheckAt } from "../time-limits.ts";

/**
 * A verdict on an object that the view does not hold: it may come until the deadline. Not known is not the same as not
 * there: of a kind that the cluster does not let Causeway read, no deadline makes a failure.
 */
export function missingObject(
  { group, kind, name }: ObjectRef,
  question: Question,
  view: ClusterView,
): Verdict {
  if (view.isForbidden(group, kind)) {
    return {
      state: "unknown",
      final: false,
      reasonCode: "FORBIDDEN",
      message: `The cluster does not let Causeway read ${kind} objects, so nobody here can say how ${name} is. The platform team can permit it with the rule in Causeway's log.`,
    };
  }
  const late = isLate(question);
  return {
    state: late ? "failed" : "waiting",
    final: false,
    reasonCode: late ? "TIMEOUT" : "ABSENT",
    message: `${kind} ${name} is not in the cluster${late ? ", although it should be by now" : " yet"}.`,
    ...(late ? {} : recheckAt(deadlineOf(question))),
  };
}
