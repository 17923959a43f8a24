import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { inTurns } from "../async/steps.ts";
import { buildSteps, type Sources } from "./build.ts";
import { escaped } from "./escaped.ts";
import { headHtml } from "./head-html.ts";
import page from "./page.json" with { type: "json" };
import type { Subject } from "./subject.ts";

const packed = promisify(gzip);

/**
 * The page of a run: one file that needs no network. Its first part is plain HTML; its script makes the rest from compressed data in the same
 * file. Its policy allows only that script, by its hash, and forbids loading anything.
 */
export async function reportHtml(subject: Subject, sources: Sources, signal?: AbortSignal): Promise<string> {
  const { data, log } = await inTurns(buildSteps(subject, sources), signal);
  const [dataText, logText] = await Promise.all([base64(JSON.stringify(data)), base64(log)]);
  const policy = [
    "default-src 'none'",
    `script-src '${hash(page.script)}'`,
    `style-src '${hash(page.style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escaped(`${subject.verdict}: conformance ${subject.name}`)}</title>`,
    `<style>${page.style}</style>`,
    "</head>",
    "<body>",
    ...headHtml(subject),
    `<template id="data">${dataText}</template>`,
    `<template id="log">${logText}</template>`,
    `<script>${page.script}</script>`,
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

async function base64(text: string): Promise<string> {
  return (await packed(text, { level: 6 })).toString("base64");
}

function hash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
