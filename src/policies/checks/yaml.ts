import type { Check } from "../check.ts";

/** Files that can't be read as YAML, at the place where reading ends; templates are named and left alone. */
export const yamlCheck: Check = {
  name: "yaml",
  *run(change) {
    for (const { file, problems, template } of change.files) {
      if (template) {
        yield {
          policy: "yaml",
          validation: "template",
          outcome: "skipped",
          message:
            "This file is a template: what it becomes is only known when it is rendered, so nothing in it was checked.",
          location: { path: file.path, startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
        };
      }
      for (const { location, message } of problems) {
        yield { policy: "yaml", validation: "readable", outcome: "error", message, location };
      }
    }
  },
};
