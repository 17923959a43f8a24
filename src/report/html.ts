import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { inTurns } from "../async/steps.ts";
import { buildSteps, type Sources } from "./build.ts";
import { pageHtml } from "./document.ts";
import { headHtml } from "./head-html.ts";
import page from "./page.json" with { type: "json" };
import type { Subject } from "./subject.ts";

const packed = promisify(gzip);

/**
 * The page of a run: one file that needs no network. Its first part is plain HTML; its script makes the rest from compressed data in the same
 * file.
 */
export async function reportHtml(subject: Subject, sources: Sources, signal?: AbortSignal): Promise<string> {
  const { data, log } = await inTurns(buildSteps(subject, sources), signal);
  const [dataText, logText] = await Promise.all([base64(JSON.stringify(data)), base64(log)]);
  return pageHtml({
    title: `${subject.verdict}: conformance ${subject.name}`,
    body: [
      ...headHtml(subject),
      `<template id="data">${dataText}</template>`,
      `<template id="log">${logText}</template>`,
    ],
    connects: false,
    page,
  });
}

async function base64(text: string): Promise<string> {
  return (await packed(text, { level: 6 })).toString("base64");
}
