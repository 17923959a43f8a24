import { releaseOf } from "../../run/plan/image.ts";
import { newerThanHeld } from "../../suite/required/newer.ts";
import { currentRelease, minorsBefore } from "../../suite/taken.ts";
import { type Check, type Judgement, pass, type Subject, warn } from "../check.ts";
import { minorOf } from "../nodes/versions.ts";

/** Whether CNCF currently accepts results for the server's release. */
export const version: Check = { name: "version", judge };

// three releases a year: after this long there is one that is not in the table
const overdue = 150 * 24 * 3_600_000;

async function judge({ snapshot, now }: Subject): Promise<readonly Judgement[]> {
  const server = await snapshot.server();
  return [judgeVersion(server.gitVersion, now)];
}

/** Judges a server's version on a date. Pure. */
export function judgeVersion(server: string, now: number): Judgement {
  const minor = minorOf(server);
  const release = releaseOf(server);
  if (minor === undefined || release === undefined) {
    return warn(
      `${server || "no version"} names no Kubernetes release`,
      "it determines which image to run",
      "kubectl conformance run --conformance-image registry.k8s.io/conformance:v1.X.Y",
    );
  }
  if (/-(alpha|beta|rc)\./.test(server)) {
    const newer = newerThanHeld(server);
    return warn(
      `${server} is not released yet${newer === undefined ? "" : `; ${newer.what}`}`,
      "CNCF accepts only results for released versions; until then there is no image of this release",
      `kubectl conformance run --conformance-image registry.k8s.io/conformance:${server.replace(/\+.*$/, "")}`,
    );
  }
  const { minor: current, since } = currentRelease(now);
  const stale = now - since > overdue ? "; a newer version of this program may know a newer release" : "";
  const known = `as far as this version knows, 1.${current} is current and CNCF takes 1.${current - minorsBefore} to 1.${current}${stale}`;
  if (minor < current - minorsBefore) {
    return warn(
      `${server} is too old to be submitted: ${known}`,
      "the run can pass, but a submission of its results would be refused: upgrade the cluster first",
    );
  }
  const newer = newerThanHeld(server);
  if (newer !== undefined) return warn(newer.what, known, newer.fix);
  return pass(`${server} can be submitted: ${known}`);
}
