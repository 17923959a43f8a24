import { asked, botFails, type Check, notChecked, type Problem, scenario } from "../check.ts";
import type { HeadAnswer } from "../submission.ts";
import { missingFile } from "./missing.ts";

/** The fields whose URLs the bot requests to see their content type. */
export const headFields = ["website_url", "repo_url", "documentation_url"] as const;

/** For the bot, no answer passes, and so does any status: it only checks a content type if there is one. */
export const urlContent: Check = {
  id: "product-urls-answer",
  title: "the URLs in PRODUCT.yaml answer with web pages",
  fix: "link to pages that a browser shows and that anyone can open",
  judge: ({ submission, product }) => {
    if (product === undefined) return missingFile(submission, "PRODUCT.yaml");
    const { heads } = submission;
    if (heads === undefined) return notChecked("--offline was given");
    return scenario(
      [...heads].flatMap(([field, answer]) => problem(field, answer)),
      { file: product.file.path },
    );
  },
};

function problem(field: string, answer: HeadAnswer): Problem[] {
  if (answer.kind === "none") return [asked(`${field} does not answer here: ${answer.why}`)];
  const { contentType, status, doubt } = answer;
  const where = `${field} answers at ${answer.url}`;
  if (contentType !== "" && !contentType.includes("text/html")) {
    return [botFails(`${where} with ${contentType}, not with text/html`)];
  }
  if (doubt !== undefined) return [asked(`${where}, and cannot be trusted: ${doubt}`)];
  // some servers refuse only HEAD
  if (status >= 400 && status !== 405 && status !== 501) return [asked(`${where} with status ${status}`)];
  return contentType === "" ? [asked(`${where} without a content type`)] : [];
}
