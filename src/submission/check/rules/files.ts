import { submissionFiles } from "../../four-files.ts";
import { asked, botFails, type Check, ours, refused, scenario } from "../check.ts";
import type { ProductView } from "../read/product.ts";
import { baseName, findFile, folderOf, type SubmittedFile } from "../submission.ts";
import { missingWords, type Unseen, unseenFix, unseenOf } from "./missing.ts";

const names: readonly string[] = submissionFiles;
// in the order of the bot's feature
const required = ["README.md", "PRODUCT.yaml", "e2e.log", "junit_01.xml"];

export const requiredFiles: Check = {
  id: "required-files",
  title: "README.md, PRODUCT.yaml, e2e.log and junit_01.xml exist and are not empty",
  fix: "put the four files into the folder: kubectl conformance submission package",
  judge: ({ submission, product }) => {
    const { folder } = submission;
    const inFolder = submission.files.filter(({ path }) => path.startsWith(`${folder}/`));
    const missing = required.filter((name) => findFile(submission.files, name) === undefined);
    const empty = required.filter((name) => findFile(submission.files, name)?.size === 0);
    const unreadable = product?.view.unreadable;
    const unseen = unseenOf(submission).filter(({ file }) => missing.includes(baseName(file)));
    return scenario(
      [
        ...missing.map((name) => botFails(missingWords(submission, name))),
        ...required.flatMap((name) => {
          const other = findFile(submission.files, name);
          if (other === undefined || findFile(inFolder, name) !== undefined) return [];
          return [refused(`${name} is missing in ${folder}; there is ${other.path}`)];
        }),
        ...empty.map((name) => botFails(`${name} is empty`)),
        ...(unreadable === undefined || product?.file.size === 0
          ? []
          : [botFails(unreadableProduct(product?.view))]),
      ],
      {
        labels: missing.map((name) => `missing-file-${name}`),
        fix: fixFor({ missing, empty, unseen, line: product?.view.line, unreadable }),
        ...(unreadable === undefined ? {} : { file: product?.file.path, line: product?.view.line }),
      },
    );
  },
};

function unreadableProduct(view: ProductView | undefined): string {
  const line = view?.line === undefined ? "" : `, line ${view.line}`;
  return `PRODUCT.yaml${line}: it is not YAML with fields: ${view?.unreadable}`;
}

interface Wrong {
  readonly missing: readonly string[];
  readonly empty: readonly string[];
  readonly unseen: readonly Unseen[];
  readonly unreadable: string | undefined;
  readonly line: number | undefined;
}

function fixFor({ missing, empty, unseen, unreadable, line }: Wrong): string | undefined {
  if (missing.length > 0) return unseen.length === missing.length ? unseenFix(unseen) : undefined;
  if (empty.length > 0) return `write ${empty.join(" and ")}, or copy the results again`;
  if (unreadable === undefined) return undefined;
  return `correct PRODUCT.yaml${line === undefined ? "" : ` at line ${line}`}; text with special characters goes in quotes`;
}

export const onlyRequiredFiles: Check = {
  id: "only-required-files",
  title: "there are no other files, and each has its exact name",
  fix: "keep only README.md, PRODUCT.yaml, e2e.log and junit_01.xml, spelled exactly like this",
  judge: ({ submission }) => {
    const others = submission.files.filter(({ path }) => !names.includes(baseName(path)));
    if (submission.files.length === 0) return scenario([botFails("there are no files")]);
    return scenario(
      others.map((file) => botFails(otherFile(file))),
      { file: others[0]?.path },
    );
  },
};

function otherFile({ path }: SubmittedFile): string {
  const meant = names.find((name) => name.toLowerCase() === baseName(path).toLowerCase());
  return meant === undefined ? path : `${path}: it must be spelled ${meant}`;
}

export const readableFiles: Check = {
  id: "plain-files",
  title: "each file is a regular file of a size that GitHub accepts",
  fix: "replace it with the original file",
  judge: ({ submission }) => {
    const odd = submission.files.filter(({ path }) => names.includes(baseName(path)));
    const problems = odd.flatMap(({ path, oddity, size }) => {
      if (oddity === "link") return [refused(`${path} is a link, which GitHub keeps as a link`)];
      if (oddity === "special") return [refused(`${path} is not a regular file`)];
      if (oddity !== "too-large") return [];
      const most = /\.(?:log|xml)$/i.test(path) ? "GitHub accepts 100 MB" : "what people write is shorter";
      return [refused(`${path} has ${Math.round(size / 1e6)} MB; ${most}, and it was not read`)];
    });
    return ours(problems);
  },
};

export const folderStructure: Check = {
  id: "folder-structure",
  title: "the files are in a folder v1.NN/product",
  fix: "move the four files to v1.35/<product> at the top of the repository",
  judge: ({ submission: { files, folder } }) => {
    if (files.length === 0) return scenario([botFails("there are no files")]);
    const wrong = files.filter(({ path }) => !/(v1.[0-9]{2})\/(.*)/.test(folderOf(path)));
    const isExact = /^v1\.\d\d\/[^/]+$/.test(folder);
    return scenario(
      [
        ...wrong.map(({ path }) => botFails(`${path} is not in a folder of the form v1.35/product`)),
        ...(wrong.length === 0 && !isExact ? [refused(`the folder is ${folder}, not v1.35/product`)] : []),
      ],
      { follows: "gate-release" },
    );
  },
};

export const oneProduct: Check = {
  id: "one-product",
  title: "all files are in one folder",
  fix: "leave only the folder of this product in the pull request",
  judge: ({ submission: { files } }) => {
    const folders = [...new Set(files.map(({ path }) => folderOf(path)))];
    if (folders.length === 1) return scenario([]);
    if (folders.length === 0) return scenario([botFails("there are no files")]);
    return scenario([botFails(`files are in ${folders.length} folders: ${few(folders)}`)]);
  },
};

function few(folders: readonly string[]): string {
  const shown = folders.slice(0, 5).join(", ");
  return folders.length > 5 ? `${shown} and ${folders.length - 5} more` : shown;
}

export const folderName: Check = {
  id: "folder-name",
  title: "the product's folder has a plain name",
  fix: "use only letters, digits, dots and dashes in the folder's name",
  judge: ({ submission: { folder } }) => {
    const name = baseName(folder);
    return ours(
      /[^\w.+-]/.test(name) ? [asked(`the folder "${name}" has blanks or special characters in it`)] : [],
    );
  },
};
