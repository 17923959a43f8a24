import type { Cluster } from "../kube/cluster.ts";
import { execText } from "../kube/exec.ts";
import { names, resultsPath } from "./identity.ts";

// e2e.test writes its report within seconds of SIGINT; specs get 30 s of Ginkgo's grace to clean up
export const stopPatience = 60_000;

// SIGINT to the image's first process stops nothing, and SIGTERM loses the report: only e2e.test itself ends with one
const interrupt =
  'cd /proc; n=0; for p in [0-9]*; do case "$(tr "\\0" " " < $p/cmdline 2>/dev/null)" in */e2e.test\\ *) kill -INT $p && n=1;; esac; done';

/** Seconds that the pod of a running suite has to end: as long as `stop` waits. */
export const suiteGrace = 60;

/**
 * The command that the kubelet runs in the suite's container before it stops it, however the pod is deleted or evicted. It interrupts the suite, so
 * that the suite removes what it created, and waits until the image's runner has written `done`, its last file.
 */
export const beforeStop = [
  "sh",
  "-c",
  `${interrupt}; [ $n = 0 ] || while [ ! -e ${resultsPath}/done ]; do sleep 0.2; done`,
];

/**
 * Asks the suite to end: it interrupts the specs under way, writes its report and exits within seconds.
 * @throws as `execText` does; ConnectionError where no answer comes within 20 s
 */
export async function stopSuite(
  cluster: Pick<Cluster, "connection" | "signal">,
  namespace: string,
  signal?: AbortSignal,
): Promise<void> {
  await execText(cluster, {
    namespace,
    pod: names.pod,
    container: names.suite,
    command: ["sh", "-c", interrupt],
    ...(signal === undefined ? {} : { signal }),
  });
}
