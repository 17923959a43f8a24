import { escaped } from "../../report/escaped.ts";
import type { BuildHead } from "../build/metadata.ts";

const colours = { passed: "#1a7f37", failed: "#c62a1c", incomplete: "#9a5b00", none: "#59636e" } as const;
const words = { passed: "passed", failed: "failed", incomplete: "no verdict", none: "no builds" } as const;

// the width of a character of Verdana at 11 px, on average; a badge cannot measure its text
const character = 6.6;
const padding = 10;
const longest = 60;

/** A badge with the verdict of a job's newest build, and the server's version: an SVG that needs no font and no network. */
export function badgeSvg(label: string, newest: BuildHead | undefined): string {
  const verdict = newest?.verdict ?? "none";
  const server = newest?.server === undefined ? "" : ` · ${newest.server}`;
  const left = escaped(label.slice(0, longest));
  const right = escaped(`${words[verdict]}${server}`.slice(0, longest));
  const [a, b] = [widthOf(label), widthOf(`${words[verdict]}${server}`)];
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${a + b}" height="20" role="img" aria-label="${left}: ${right}">`,
    `<title>${left}: ${right}</title>`,
    `<clipPath id="c"><rect width="${a + b}" height="20" rx="3"/></clipPath>`,
    `<g clip-path="url(#c)"><rect width="${a}" height="20" fill="#3d444d"/><rect x="${a}" width="${b}" height="20" fill="${colours[verdict]}"/></g>`,
    '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">',
    textOf(left, a / 2, a),
    textOf(right, a + b / 2, b),
    "</g>",
    "</svg>",
  ].join("\n")}\n`;
}

function widthOf(text: string): number {
  return Math.round(Math.min(text.length, longest) * character) + padding;
}

function textOf(text: string, middle: number, width: number): string {
  return `<text x="${middle}" y="14" textLength="${width - padding}" lengthAdjust="spacingAndGlyphs">${text}</text>`;
}
