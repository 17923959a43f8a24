import path from "node:path";
import { InputError } from "../errors.ts";

/** The folder of a run: where each of its files is. */
export interface Layout {
  readonly dir: string;
  /** What is uploaded: `v1.35/<product>`, with these four files and only these. */
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

/** The layout beneath `dir`, for a minor (`v1.35`) and the product's folder name. */
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
 * The minor that a version belongs to: `v1.35` of `v1.35.4+k3s1`.
 * @throws InputError where the version names none.
 */
export function minorOf(version: string): string {
  const minor = minorIn(version);
  if (minor === undefined) throw new InputError(`"${version}" is not a version of Kubernetes`);
  return minor;
}

/** As `minorOf`, of what a log or another program wrote; undefined where it names none. */
export function minorIn(version: string): string | undefined {
  const minor = /^v?(\d{1,4})\.(\d{1,4})(?!\d)/.exec(version);
  return minor === null ? undefined : `v${minor[1]}.${minor[2]}`;
}

/** The product's folder name: its name in lower case, dashes for all that a folder or URL had better not hold. */
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
