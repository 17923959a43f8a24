import { createHash } from "node:crypto";
import { escaped } from "./escaped.ts";

/** A page around its content. */
export interface DocumentParts {
  /** What `npm run page` made of its source. */
  readonly bundle: { readonly script: string; readonly style: string };
  readonly title: string;
  readonly body: readonly string[];
  /** Whether its script may connect to the server that it comes from. */
  readonly connects: boolean;
}

/** The document: its policy allows its own script and style, by their hashes, and forbids loading anything else. */
export function pageHtml({ bundle, title, body, connects }: DocumentParts): string {
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${escaped(policyOf(bundle, connects))}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escaped(title)}</title>`,
    `<style>${bundle.style}</style>`,
    "</head>",
    "<body>",
    ...body,
    `<script>${bundle.script}</script>`,
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function policyOf(bundle: DocumentParts["bundle"], connects: boolean): string {
  return [
    "default-src 'none'",
    `script-src '${hash(bundle.script)}'`,
    `style-src '${hash(bundle.style)}'`,
    ...(connects ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

function hash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
