import type { ArgumentFault } from "./argument.ts";

interface Taken {
  readonly why: string;
  readonly fix: string;
  /** Whether `=false` is the same as leaving it out. */
  readonly mayBeOff?: true;
}

const runner = (why: string): Taken => ({ why, fix: "leave it out" });
const listing: Taken = {
  mayBeOff: true,
  why: "makes the suite print something and end without running a test",
  fix: "leave it out; the tests of a release: kubectl conformance tests list",
};

// test/conformance/image/go-runner/cmd.go: what the image's own runner passes to the suite, and what keeps the files from where it looks
const ofSuite: Readonly<Record<string, Taken>> = {
  "report-dir": runner("the report must be where the run collects it"),
  "report-prefix": runner("the report must have the name under which the run collects it"),
  "disable-log-dump": runner("is set already"),
  "repo-root": runner("is set to the image's own files"),
  kubeconfig: runner("the suite uses its service account, and sees no file of yours"),
  provider: runner("is set to skeleton, which works for every cluster"),
  "list-images": listing,
  "list-tests": listing,
  "list-labels": listing,
  "list-conformance-tests": listing,
  version: listing,
  help: listing,
  h: listing,
};

const processes: Taken = {
  why: "is set by --parallel, which the run also uses to count",
  fix: "use --parallel N",
};
const verbosity: Taken = {
  mayBeOff: true,
  why: "cannot be combined with -v, which is set: Ginkgo accepts only one of them",
  fix: "leave it out",
};

const ofGinkgo: Readonly<Record<string, Taken>> = {
  procs: processes,
  nodes: processes,
  p: processes,
  vv: verbosity,
  succinct: verbosity,
  "no-color": runner("is set already: colors would be in e2e.log too"),
  "until-it-fails": { ...runner("such a run never ends by itself"), mayBeOff: true },
  repeat: runner("a run is one suite, and its report contains one"),
  help: listing,
  h: listing,
};

/**
 * The first argument that the run or the image's runner sets itself, or with which there is no run; undefined if there is none.
 * `of` says whose arguments they are.
 */
export function setFlagFault(given: readonly string[], of: "suite" | "ginkgo"): ArgumentFault | undefined {
  for (const argument of given) {
    const name = /^--?([a-zA-Z][\w.-]*)/.exec(argument)?.[1] ?? "";
    const taken = of === "suite" ? ofSuiteFlag(name) : ofGinkgoFlag(name);
    if (taken !== undefined && !(taken.mayBeOff && isOff(argument))) {
      return { argument, why: taken.why, fix: taken.fix };
    }
  }
  return undefined;
}

function ofSuiteFlag(name: string): Taken | undefined {
  // the suite also accepts Ginkgo's own flags, with this prefix
  return name.startsWith("ginkgo.") ? ofGinkgoFlag(name.slice("ginkgo.".length)) : own(ofSuite, name);
}

function ofGinkgoFlag(name: string): Taken | undefined {
  return own(ofGinkgo, name);
}

function own(table: Readonly<Record<string, Taken>>, name: string): Taken | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function isOff(argument: string): boolean {
  return /=(?:false|0|f)$/i.test(argument);
}
