import Handlebars from "handlebars";

/** What a template may hold: texts that are escaped already, switches, and lists of the same. */
export interface TemplateData {
  readonly [name: string]: string | boolean | readonly TemplateData[];
}

/**
 * One of Causeway's own texts. Nothing is escaped here, because the template can't know whether a place wants Markdown
 * or plain text: whoever fills it in escapes. A name that the data lacks is an error, not an empty place.
 */
export function ownTemplate(source: string): (data: TemplateData) => string {
  const render = Handlebars.create().compile<TemplateData>(source, {
    noEscape: true,
    strict: true,
  });
  return (data) => render(data);
}
