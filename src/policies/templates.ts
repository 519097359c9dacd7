/**
 * Whether a YAML file only becomes YAML when something renders it: a Helm template, or a file of a Backstage
 * skeleton. Quoted braces in an ordinary manifest (an ApplicationSet's goTemplate) are text and no template.
 */
export function isTemplate(content: string, path: string): boolean {
  if (/^[ \t]*\{\{|:[ \t]+\{\{|^[ \t]*- \{\{/m.test(content)) return true;
  if (/\$\{\{-?\s*values\./.test(content)) return true;
  return /(?:^|\/)templates\//.test(path) && /(?<!\$)\{\{/.test(content);
}
