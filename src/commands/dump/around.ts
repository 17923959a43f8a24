import path from "node:path";
import { InputError } from "../../errors.ts";
import type { Cluster } from "../../kube/cluster.ts";
import type { Io } from "../../process/io.ts";
import { readFileWithin } from "../../process/read-file.ts";
import { mostOfRecord } from "../../results/files.ts";
import { parseRunRecord } from "../../results/read-record.ts";
import type { Around } from "../../run/at-end/around.ts";
import { safe } from "../../text/safe.ts";
import { findRun } from "../runs/choose.ts";
import { isPlace } from "../runs/logs/place.ts";

/**
 * What is known of the run that a word means: one in the cluster, or one whose results are in a folder.
 * @throws InputError if there is none
 */
export async function aroundRun(
  cluster: Pick<Cluster, "core" | "rbac">,
  word: string,
  io: Pick<Io, "cwd" | "signal">,
): Promise<Around> {
  if (!(await isPlace(word, io.cwd))) {
    const { namespace, uuids, created } = await findRun(cluster, word, {});
    return { namespace, uuids, since: created.getTime() };
  }
  const file = path.resolve(io.cwd, word, "run.json");
  const reading = await readFileWithin(file, { most: mostOfRecord, refuseLinks: true, signal: io.signal });
  if (reading.kind !== "read")
    throw new InputError(`${safe(word)} has no run.json`, {
      fix: "name a results folder of this program, or a run",
    });
  const { suite, times } = parseRunRecord(new TextDecoder().decode(reading.bytes), file);
  return { namespace: undefined, uuids: suite.uuids, since: Date.parse(times.started) };
}
