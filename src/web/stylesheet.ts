/** The one stylesheet of all pages: fonts of the system, light and dark as the person's device is set. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --card: #ffffff; --line: #dde1e8; --text: #1c2430; --soft: #5a6576;
  --accent: #0b5cad; --accent-soft: #e6f0fb; --code: #eef1f5; --bad: #a3261b; --bad-soft: #fdecea;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #11151b; --card: #191f28; --line: #2d3644; --text: #e6eaf0; --soft: #9aa6b8;
    --accent: #79b8ff; --accent-soft: #16293f; --code: #222a36; --bad: #ff9d92; --bad-soft: #351a18;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif;
  overflow-wrap: break-word;
}
.page { max-width: 60rem; margin: 0 auto; padding: 1.25rem 1.25rem 4rem; }
header.top { display: flex; gap: .5rem 1rem; align-items: baseline; flex-wrap: wrap; padding: .5rem 0 1.5rem; }
header.top .name { font-weight: 650; color: var(--text); text-decoration: none; }
header.top .what { color: var(--soft); }
a { color: var(--accent); text-underline-offset: .15em; }
a:focus-visible, button:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 3px; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .5rem; letter-spacing: -.01em; }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 0 0 .35rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
p { margin: 0 0 .75rem; }
.lead, .soft { color: var(--soft); }
.lead { margin-bottom: 1.5rem; }
.small { font-size: .875rem; }
.text { white-space: pre-line; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1.25rem 1.4rem; margin: 0 0 1rem; }
.card > :last-child { margin-bottom: 0; }
.card h2 a { color: inherit; text-decoration: none; }
.card h2 a:hover { text-decoration: underline; }
.head { display: flex; gap: .25rem .75rem; justify-content: space-between; align-items: baseline; flex-wrap: wrap; }
.bad { border-color: var(--bad); background: var(--bad-soft); }
.bad h2, .bad h3 { color: var(--bad); }
ul.plain { list-style: none; margin: 0 0 .75rem; padding: 0; }
ul.plain li { margin: 0 0 .5rem; }
dl { display: grid; grid-template-columns: 8.5rem 1fr; gap: .35rem 1rem; margin: .9rem 0; }
dt { color: var(--soft); }
dd { margin: 0; min-width: 0; }
code, pre { font: .875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
code { background: var(--code); border-radius: 4px; padding: .1em .35em; }
code.command { background: var(--accent-soft); color: var(--accent); font-weight: 600; padding: .2em .5em; white-space: nowrap; }
pre { background: var(--code); border-radius: 8px; padding: .9rem 1rem; overflow-x: auto; margin: .5rem 0 .75rem; }
pre code { background: none; padding: 0; font-size: 1em; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .55rem .75rem .55rem 0; border-top: 1px solid var(--line); }
thead th { white-space: nowrap; border-top: 0; color: var(--soft); font-weight: 500; font-size: .875rem; }
tbody th { font-weight: 600; }
td, tbody th { min-width: 0; }
summary { cursor: pointer; color: var(--accent); margin: .75rem 0 0; }
details[open] > summary { margin-bottom: .75rem; }
.more { margin: 2rem 0 .75rem; }
.tag { display: inline-block; font-size: .8rem; border: 1px solid var(--line); color: var(--soft); border-radius: 99px; padding: 0 .55rem; }
.tag.needed { border-color: var(--accent); color: var(--accent); }
button { font: inherit; font-weight: 600; background: var(--accent); color: var(--card); border: 0; border-radius: 8px; padding: .6rem 1rem; cursor: pointer; }
footer { color: var(--soft); font-size: .875rem; margin-top: 2rem; }
@media (max-width: 40rem) {
  .page { padding: .75rem .9rem 3rem; }
  .card { padding: 1rem; }
  h1 { font-size: 1.5rem; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .6rem; }
  table, tbody, tr, th, td { display: block; }
  thead { display: none; }
  tr { border-top: 1px solid var(--line); padding: .5rem 0; }
  tbody tr:first-child { border-top: 0; }
  th, td { border: 0; padding: .1rem 0; }
  td[data-label]::before { content: attr(data-label) ": "; color: var(--soft); }
  td:empty { display: none; }
}
`;
