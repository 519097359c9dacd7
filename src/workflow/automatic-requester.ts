/** Who asks for what no person asked for: a promotion by the rule `autoPromote`. No GitHub login can be this. */
export const automaticRequester = "causeway (autoPromote)";
