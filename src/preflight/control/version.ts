import { releaseOf } from "../../run/plan/image.ts";
import { newerThanHeld } from "../../suite/required/newer.ts";
import { currentRelease, minorsBefore } from "../../suite/taken.ts";
import { type Check, type Judgement, pass, type Subject, warn } from "../check.ts";
import { minorOf } from "../nodes/versions.ts";

/** Whether results of the server's release are taken by CNCF at this time. */
export const version: Check = { name: "version", judge };

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
    const newer = newerThanHeld(server);
    return warn(
      `${server} is not released yet${newer === undefined ? "" : `; ${newer.what}`}`,
      "CNCF takes results of releases; before that day no image of this release is published",
      `kubectl conformance run --conformance-image registry.k8s.io/conformance:${server.replace(/\+.*$/, "")}`,
    );
  }
  const { minor: current, since } = currentRelease(now);
  const stale = now - since > overdue ? "; a newer version of this program may know a newer one" : "";
  const known = `as far as this version knows, 1.${current} is current and CNCF takes 1.${current - minorsBefore} to 1.${current}${stale}`;
  if (minor < current - minorsBefore) {
    return warn(
      `${server} is too old to be submitted: ${known}`,
      "the run can pass, but a submission of its results is refused: upgrade the cluster first",
    );
  }
  const newer = newerThanHeld(server);
  if (newer !== undefined) return warn(newer.what, known, newer.fix);
  return pass(`${server} can be submitted: ${known}`);
}
