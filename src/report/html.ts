import { inTurns } from "../async/steps.ts";
import { buildSteps, type Sources } from "./build.ts";
import { pageHtml } from "./document.ts";
import { headHtml } from "./head-html.ts";
import { packedTemplate } from "./packed.ts";
import bundle from "./page.json" with { type: "json" };
import type { Subject } from "./subject.ts";

/**
 * The page of a run: one file that needs no network. Its first part is plain HTML; its script makes the rest from compressed data in the same
 * file.
 */
export async function reportHtml(subject: Subject, sources: Sources, signal?: AbortSignal): Promise<string> {
  const { data, log } = await inTurns(buildSteps(subject, sources), signal);
  const parts = [packedTemplate("data", JSON.stringify(data)), packedTemplate("log", Buffer.concat(log))];
  return pageHtml({
    bundle,
    title: `${subject.verdict}: conformance ${subject.name}`,
    body: [...headHtml(subject), ...(await Promise.all(parts))],
    connects: false,
  });
}
