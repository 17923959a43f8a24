import type { Span } from "./ansi.ts";

export interface Frame {
  readonly rows: readonly (readonly Span[])[];
  /** Seconds that it is shown. */
  readonly seconds: number;
}

export interface Picture {
  readonly columns: number;
  readonly rows: number;
  /** What is to be seen, for those who do not see it. */
  readonly words: string;
  readonly frames: readonly Frame[];
}

const cell = { width: 7.8, height: 17 };
const margin = 12;

/** The frames one after the other, again and again, as an SVG of real text; who wants no motion sees the last one. */
export function svg({ columns, rows, words, frames }: Picture): string {
  const width = Math.ceil(columns * cell.width + 2 * margin);
  const height = Math.ceil(rows * cell.height + 2 * margin);
  const whole = frames.reduce((sum, frame) => sum + frame.seconds, 0);
  const percent = (seconds: number) => `${((seconds / whole) * 100).toFixed(2)}%`;
  let begin = 0;
  const steps = frames.map(({ seconds }, index) => {
    const from = percent(begin);
    begin += seconds;
    const to = percent(begin);
    const before = index === 0 ? "" : `0%{opacity:0}`;
    const after = index === frames.length - 1 ? "" : `${to},100%{opacity:0}`;
    return `@keyframes f${index}{${before}${from}{opacity:1}${after}}#f${index}{animation:f${index} ${whole}s step-end infinite}`;
  });
  const last = frames.length - 1;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escaped(words)}</title>
<style>
svg{background:#fff;fill:#1f2328;font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
text{white-space:pre}.green{fill:#1a7f37}.red{fill:#cf222e}.magenta{fill:#8250df}.bold{font-weight:700}.ground{fill:#fff;stroke:#d0d7de}
@media(prefers-color-scheme:dark){svg{background:#0d1117;fill:#e6edf3}.green{fill:#3fb950}.red{fill:#f85149}.magenta{fill:#bc8cff}.ground{fill:#0d1117;stroke:#30363d}}
g{opacity:0}#f${last}{opacity:1}
@media(prefers-reduced-motion:no-preference){${steps.join("")}}
</style>
<rect class="ground" x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="6"/>
${frames.map((frame, index) => `<g id="f${index}">\n${frame.rows.flatMap(rowText).join("\n")}\n</g>`).join("\n")}
</svg>
`;
}

function rowText(spans: readonly Span[], row: number): readonly string[] {
  return spans.flatMap(words).map(({ text, column, bold, colour }) => {
    const looks = [colour, bold ? "bold" : undefined].filter((name) => name !== undefined);
    const look = looks.length === 0 ? "" : ` class="${looks.join(" ")}"`;
    const x = round(margin + column * cell.width);
    const y = round(margin + (row + 0.75) * cell.height);
    // whatever the reader's font, columns stay where they are
    const length = round([...text].length * cell.width);
    return `<text x="${x}" y="${y}" textLength="${length}"${look}>${escaped(text)}</text>`;
  });
}

/** Parts of a span with wide gaps between them, each in its place. */
function words(span: Span): readonly Span[] {
  return [...span.text.matchAll(/\S+(?: \S+)*/g)].map((found) => ({
    ...span,
    text: found[0],
    column: span.column + [...span.text.slice(0, found.index)].length,
  }));
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
