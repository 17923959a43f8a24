import path from "node:path";
import { InputError } from "../errors.ts";

/** The folder of a run, and the paths of its files. */
export interface Layout {
  readonly dir: string;
  /** The part to submit: `v1.35/<product>`, with these four files and no others. */
  readonly submission: string;
  readonly product: string;
  readonly readme: string;
  readonly e2eLog: string;
  readonly junit: string;
  readonly runJson: string;
  readonly pods: string;
  readonly events: string;
  readonly summary: string;
  readonly report: string;
}

/** The layout below `dir`, for a minor (`v1.35`) and the name of the product folder. */
export function layoutOf(dir: string, minor: string, product: string): Layout {
  const submission = path.join(dir, minor, product);
  return {
    dir,
    submission,
    product: path.join(submission, "PRODUCT.yaml"),
    readme: path.join(submission, "README.md"),
    e2eLog: path.join(submission, "e2e.log"),
    junit: path.join(submission, "junit_01.xml"),
    runJson: path.join(dir, "run.json"),
    pods: path.join(dir, "pods.txt"),
    events: path.join(dir, "events.jsonl"),
    summary: path.join(dir, "summary.md"),
    report: path.join(dir, "report.html"),
  };
}

/**
 * The minor of a version: `v1.35` for `v1.35.4+k3s1`.
 * @throws InputError if the version has none.
 */
export function minorOf(version: string): string {
  const minor = minorIn(version);
  if (minor === undefined) throw new InputError(`"${version}" is not a version of Kubernetes`);
  return minor;
}

/** Like `minorOf`, for text from a log or another program; undefined if there is no minor in it. */
export function minorIn(version: string): string | undefined {
  const minor = /^v?(\d{1,4})\.(\d{1,4})(?!\d)/.exec(version);
  return minor === null ? undefined : `v${minor[1]}.${minor[2]}`;
}

/** The product folder's name: the product's name in lower case, with dashes for everything that should not be in a folder name or URL. */
export function productDirectory(name: string | undefined): string {
  const safe = (name ?? "")
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9._]+/g, "-")
    .slice(0, 63)
    .replace(/^[-._]+|[-._]+$/g, "");
  return safe === "" ? "product" : safe;
}
