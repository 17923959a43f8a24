/**
 * The names of a build's objects, as TestGrid, Spyglass, gcsweb and Deck look for them (kubernetes/test-infra gubernator/README.md and
 * config/prow/config.yaml; GoogleCloudPlatform/testgrid metadata/job.go).
 */
export const objectNames = {
  started: "started.json",
  finished: "finished.json",
  log: "build-log.txt",
  junit: "artifacts/junit_01.xml",
  summary: "artifacts/summary.md",
  report: "artifacts/report.html",
  /** This program's own: everything that a grid needs to know, in one small object. */
  build: "artifacts/conformance.json",
} as const;

/** Next to the builds: the newest one's number. */
export const latestBuild = "latest-build.txt";

/** TestGrid reads each object with such a name anywhere below a build (testgrid util/gcs/read.go). */
export const junitName = /(?:^|\/)(?:junit((_[^_]+)?(_\d+-\d+)?(_\d+)?|.+)?\.xml|test\.xml)$/;

/** Whether a folder's name is a build's number: a decimal of 64 bits (prow's deck, `strconv.ParseUint`). */
export function isBuildId(name: string): boolean {
  return /^(?:0|[1-9]\d{0,19})$/.test(name) && BigInt(name) < 2n ** 64n;
}

/** Orders builds: the newest first. */
export function newestFirst(a: string, b: string): number {
  const [left, right] = [BigInt(a), BigInt(b)];
  return left === right ? 0 : left > right ? -1 : 1;
}

/** The number of a build that started at this moment, in milliseconds: its second, as TestGrid's own upload_e2e.py numbers builds. */
export function buildIdAt(started: number): string {
  return String(Math.floor(started / 1000));
}

/** Whether a number is one of Prow's, which counts milliseconds and more: seconds would always sort below it. */
export function isSnowflake(build: string): boolean {
  return build.length >= 16;
}
