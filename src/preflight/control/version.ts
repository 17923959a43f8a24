import { releaseOf } from "../../run/plan/image.ts";
import { type Check, type Judgement, pass, type Subject, warn } from "../check.ts";
import { minorOf } from "../nodes/versions.ts";

/** Whether results of the server's release are taken by CNCF at this time. */
export const version: Check = { name: "version", judge };

// days of 1.X.0, from https://kubernetes.io/releases; a new line with each release of Kubernetes
const releases: ReadonlyArray<readonly [minor: number, released: string]> = [
  [31, "2024-08-13"],
  [32, "2024-12-11"],
  [33, "2025-04-23"],
  [34, "2025-08-27"],
  [35, "2025-12-17"],
  [36, "2026-04-22"],
  [37, "2026-08-26"],
];

// https://github.com/cncf/k8s-conformance, terms: the current minor and the two before it
const window = 2;
// three releases a year: after this long there is one that the table does not have
const overdue = 150 * 24 * 3_600_000;

async function judge({ snapshot, now }: Subject): Promise<readonly Judgement[]> {
  const server = await snapshot.server();
  return [judgeVersion(server.gitVersion, now)];
}

/** Judges a server's version on a day. Pure. */
export function judgeVersion(server: string, now: number): Judgement {
  const minor = minorOf(server);
  const release = releaseOf(server);
  if (minor === undefined || release === undefined) {
    return warn(
      `${server || "no version"} names no Kubernetes release`,
      "the image to run is chosen by it",
      "kubectl conformance run --conformance-image registry.k8s.io/conformance:v1.X.Y",
    );
  }
  if (/-(alpha|beta|rc)\./.test(server)) {
    return warn(
      `${server} is not released yet`,
      "CNCF takes results of releases; before that day no image of this release is published",
      `kubectl conformance run --conformance-image registry.k8s.io/conformance:${server.replace(/\+.*$/, "")}`,
    );
  }
  const [current, since] = currentRelease(now);
  const stale = now - since > overdue ? "; a newer version of this program may know a newer one" : "";
  const known = `as far as this version knows, 1.${current} is current and CNCF takes 1.${current - window} to 1.${current}${stale}`;
  if (minor < current - window) {
    return warn(
      `${server} is too old to be submitted: ${known}`,
      "the run can pass, but a submission of its results is refused: upgrade the cluster first",
    );
  }
  if (minor > current) return pass(`${server} is newer than this program: ${known}`);
  return pass(`${server} can be submitted: ${known}`);
}

/** The minor that was current on that day, and when it came out; the table's first where the clock is before it. */
function currentRelease(now: number): readonly [minor: number, since: number] {
  const out = releases
    .map(([minor, day]) => [minor, Date.parse(day)] as const)
    .filter(([, day]) => day <= now);
  return out.at(-1) ?? [releases[0]?.[0] ?? 0, now];
}
