import path from "node:path";
import { goQuote } from "../../text/go-quote.ts";
import { goTrim } from "../../text/go-space.ts";

/** What an evidence link names, as the validator understands it. */
export type Link =
  /** `file` is its path in the product's folder, `fragment` what follows `#`. */
  | { readonly kind: "url" }
  | { readonly kind: "file"; readonly file: string; readonly fragment: string }
  | { readonly kind: "wrong"; readonly why: string };

/** Reads a link of the product in `folder` (`v1.37/acme`). */
export function readLink(link: string, folder: string): Link {
  if (link.startsWith("http://") || link.startsWith("https://")) return { kind: "url" };
  const whole = goTrim(link).replace(/^file:\/\//, "");
  const mark = whole.indexOf("#");
  const fragment = mark < 0 ? "" : whole.slice(mark + 1);
  const given = goTrim(mark < 0 ? whole : whole.slice(0, mark)).replace(/^\//, "");
  if (given === "") return { kind: "wrong", why: "empty file path" };
  const isOwn = given.startsWith(`${folder}/`);
  if (!isOwn && /^v\d+\.\d+\/[^/]+\//.test(given)) {
    const why = `path ${goQuote(link)} references a different product directory; evidence must live in ${folder}`;
    return { kind: "wrong", why };
  }
  const inside = isOwn ? given.slice(folder.length + 1) : given;
  const full = path.posix.normalize(`${folder}/${inside}`).replace(/\/+$/, "");
  if (!full.startsWith(`${folder}/`))
    return { kind: "wrong", why: `path ${goQuote(link)} escapes the product directory ${folder}` };
  return { kind: "file", file: full.slice(folder.length + 1), fragment };
}
