import { readYaml } from "../yaml/documents.ts";

/**
 * Whether a YAML file only becomes YAML when something renders it: a Helm template, or a file of a Backstage
 * skeleton. Braces in an ordinary manifest (an ApplicationSet's goTemplate, a dashboard in a ConfigMap) are text and no
 * template: a file that Kubernetes could read is judged, so that nobody passes a manifest by with a pair of braces. Only
 * in the folders of charts and skeletons, from which no cluster reads, is a file with placeholders a template anyway.
 */
export function isTemplate(content: string, path: string): boolean {
  if (/(?:^|\/)templates\//.test(path) && /(?<!\$)\{\{/.test(content)) return true;
  const isSkeleton = /\$\{\{-?\s*values\./.test(content);
  if (isSkeleton && /(?:^|\/)(?:templates|skeleton|template)\//.test(path)) return true;
  const hasPlaceholders = isSkeleton || /^[ \t]*\{\{|:[ \t]+\{\{|^[ \t]*- \{\{/m.test(content);
  return hasPlaceholders && readYaml(content, path).problems.length > 0;
}
