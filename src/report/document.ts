import { createHash } from "node:crypto";
import { escaped } from "./escaped.ts";

/** A page around its content. */
export interface DocumentParts {
  readonly title: string;
  readonly body: readonly string[];
  /** Whether its script may connect to the server that it comes from. */
  readonly connects: boolean;
  /** What `npm run page` bundled for it. */
  readonly page: { readonly script: string; readonly style: string };
}

/** The document: its policy allows its own script and style, by their hashes, and forbids loading anything else. */
export function pageHtml({ title, body, connects, page }: DocumentParts): string {
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${escaped(policyOf(connects, page))}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escaped(title)}</title>`,
    `<style>${page.style}</style>`,
    "</head>",
    "<body>",
    ...body,
    `<script>${page.script}</script>`,
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function policyOf(connects: boolean, page: DocumentParts["page"]): string {
  return [
    "default-src 'none'",
    `script-src '${hash(page.script)}'`,
    `style-src '${hash(page.style)}'`,
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
