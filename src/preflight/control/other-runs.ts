import { type Check, type Judgement, pass, type Subject, warn } from "../check.ts";
import { isProbe } from "../image/probe.ts";
import { hasEnded, type PodFacts } from "../pods.ts";

/** Other runs of the suite in progress, by this program or others. */
export const otherRuns: Check = { name: "other-runs", judge };

async function judge({ snapshot }: Subject): Promise<readonly Judgement[]> {
  return judgeOtherRuns(await snapshot.pods());
}

const why =
  "[Serial] specs of one suite taint nodes and fill them up, which makes specs of another fail; wait for it to end, or end it with the tool that started it";

/** Judges the pods that run a suite. Pure. */
export function judgeOtherRuns(pods: readonly PodFacts[]): readonly Judgement[] {
  const active = activeSuites(pods);
  if (active.length === 0) return [pass("no other run of a suite is in progress")];
  return active.map(({ namespace, name, run }) =>
    run === undefined
      ? warn(
          `pod ${namespace}/${name} runs a conformance suite`,
          why,
          `kubectl -n ${namespace} get pod ${name} --watch`,
        )
      : warn(
          `run ${run.id} is in progress in namespace ${namespace}`,
          why,
          `kubectl conformance attach ${run.id}`,
        ),
  );
}

/** The pods in which a suite runs, or is about to. */
export function activeSuites(pods: readonly PodFacts[]): readonly PodFacts[] {
  return pods.filter((pod) => {
    if (isProbe(pod.namespace)) return false;
    if (pod.run !== undefined) return ["pending", "blocked", "running"].includes(pod.run.state);
    return !hasEnded(pod) && pod.images.some(isConformanceImage);
  });
}

// `registry.k8s.io/conformance:v1.35.4`, `mirror:5000/k8s/conformance-arm64@sha256:…`
function isConformanceImage(image: string): boolean {
  return /(^|\/)conformance(-(amd64|arm64|arm|ppc64le|s390x))?([:@]|$)/.test(image);
}
