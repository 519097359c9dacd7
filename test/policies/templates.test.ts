import { describe, expect, it } from "vitest";
import { isTemplate } from "../../src/policies/templates.ts";

const pod = "apiVersion: v1\nkind: Pod\nmetadata: { name: a }\n";

describe("a template", () => {
  it.each([
    ["a Helm template", "name: {{ .Values.name }}\n", "charts/web/deploy.yaml"],
    ["a Helm template with a condition", "{{- if .Values.on }}\nkind: Pod\n{{- end }}\n", "x.yaml"],
    [
      "a chart's file that is YAML as it stands",
      'image: "{{ .Values.image }}"\n',
      "charts/web/templates/a.yaml",
    ],
    ["a skeleton's file", 'name: "${{ values.name }}"\n', "templates/service/skeleton/a.yaml"],
    ["a skeleton's file that is no YAML", "name: ${{ values.name }}: x\n", "x.yaml"],
  ])("is %s", (_, content, path) => {
    expect(isTemplate(content, path)).toBe(true);
  });

  it.each([
    ["a comment with braces", `${pod}# {{ x }}\n`],
    [
      "a text with braces on lines of their own",
      `${pod}data:\n  a: |\n    {{ x }}\n    b: {{ y }}\n`,
    ],
    ["a comment as in a skeleton", `${pod}# \${{ values.name }}\n`],
    ["an ApplicationSet with goTemplate", `${pod}spec:\n  name: "{{ .path }}"\n`],
  ])(
    "is not a manifest that Kubernetes can read, with %s: it would pass unjudged",
    (_, content) => {
      expect(isTemplate(content, "apps/a.yaml")).toBe(false);
    },
  );
});
