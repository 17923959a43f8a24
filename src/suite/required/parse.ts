import { firstLine, InputError } from "../../errors.ts";
import { readYaml } from "../../text/yaml.ts";
import { minorNumber } from "./minor.ts";

/** An entry of Kubernetes' `test/conformance/testdata/conformance.yaml`. */
export interface ListedTest {
  /** The spec's full name, `codename` in the file. */
  readonly name: string;
  /** `testname` in the file: `Pods, lifecycle`. */
  readonly title: string;
  readonly description: string;
  /** The minors since which it has been a conformance test, one for each time its requirement changed: `v1.9`, `v1.18`. */
  readonly releases: readonly string[];
  /** Where its source is: `test/e2e/common/node/pods.go`. */
  readonly file: string;
}

/**
 * The names that a minor (`v1.35`) requires, from the text of a conformance.yaml, or from the output of
 * `e2e.test --list-conformance-tests`. An entry counts if one of its releases is no newer than the minor
 * (kubernetes-sigs/verify-conformance, `GetRequiredTests`).
 * @throws InputError naming `file` if it is not such a list, or has no test for this minor
 */
export function parseRequiredTests(
  yamlText: string,
  minor: string,
  file = "conformance.yaml",
): readonly string[] {
  const listed = parseConformanceList(yamlText, file).filter((test) => isRequired(test, minor));
  if (listed.length === 0) {
    throw new InputError(`${file}: contains no test that ${minor} requires`, {
      fix: `take the list of ${minor}`,
    });
  }
  return [...new Set(listed.map((test) => test.name))];
}

/** Whether a minor requires an entry of its list: lists may have entries for a later release. */
export function isRequired(test: ListedTest, minor: string): boolean {
  return test.releases.some((release) => minorNumber(release) <= minorNumber(minor));
}

/**
 * Every entry of a conformance.yaml.
 * @throws InputError naming `file` and what is wrong: an error page saved as a file, an empty list, an entry without
 * name, title, release or source
 */
export function parseConformanceList(yamlText: string, file: string): readonly ListedTest[] {
  const refuse = (why: string, cause?: unknown): never => {
    throw new InputError(`${file}: is not a list of conformance tests: ${why}`, {
      fix: "use test/conformance/testdata/conformance.yaml of the Kubernetes release, or the output of `e2e.test --list-conformance-tests` in its conformance image",
      cause,
    });
  };
  const entries = listIn(yamlText, refuse);
  if (!Array.isArray(entries)) {
    return refuse(
      yamlText.trim() === "" ? "it is empty" : `it begins with ${JSON.stringify(excerpt(yamlText))}`,
    );
  }
  if (entries.length === 0) refuse("it has no entries");
  return entries.map((entry: unknown, index) => {
    const field = (name: string): string => {
      const value: unknown = Object(entry)[name];
      return typeof value === "string" ? value.trim() : "";
    };
    const missing = ["codename", "testname", "release", "file"].find((name) => field(name) === "");
    if (missing !== undefined) refuse(`entry ${index + 1} has no ${missing}`);
    const releases = field("release").split(",").map(readRelease);
    if (releases.includes(""))
      refuse(`entry ${index + 1} has the release ${JSON.stringify(field("release"))}`);
    return {
      name: field("codename"),
      title: field("testname"),
      description: field("description"),
      releases,
      file: field("file"),
    };
  });
}

// real ones have 280 KB in 5,000 lines
const most = 1024 * 1024;
const mostLines = 20_000;

function listIn(text: string, refuse: (why: string) => never): unknown {
  if (text.split("\n", mostLines + 1).length > mostLines) refuse(`it has more than ${mostLines} lines`);
  // every scalar as written: one release is "1.25", and 1.30 must not become 1.3
  const yaml = readYaml(text.replace(/^\uFEFF/, ""), { most, schema: "failsafe", uniqueKeys: false });
  if (yaml.kind === "unreadable") return refuse(`line ${yaml.line}: ${shown(yaml.why)}`);
  try {
    return yaml.document.toJS();
  } catch (error) {
    return refuse(shown(firstLine(error)));
  }
}

/** The minor in `v1.9` or `1.25`; empty if there is none. */
function readRelease(text: string): string {
  const found = /^v?(\d+\.\d+)(?:\.\d+)?$/.exec(text.trim());
  return found === null ? "" : `v${found[1]}`;
}

function excerpt(text: string): string {
  const [line = ""] = text.trim().split("\n", 1);
  return shown(line.length > 60 ? `${line.slice(0, 57)}...` : line);
}

/** Untrusted text without anything that could move a terminal's cursor. */
function shown(text: string): string {
  return text.replace(/\p{C}/gu, "?");
}
