import type { CoreV1Event, V1Container, V1ContainerStatus, V1Pod } from "@kubernetes/client-node";
import { count, fail, few, type Judgement, pass, warn } from "../check.ts";

/** How a node got an image. */
export interface Pull {
  readonly node: string;
  readonly image: string;
  readonly outcome:
    | { readonly kind: "present" }
    /** In seconds, waiting for others included; undefined if the kubelet did not say. */
    | { readonly kind: "pulled"; readonly seconds: number | undefined }
    | { readonly kind: "failed"; readonly why: string }
    | { readonly kind: "pending" };
}

export const pullPodPrefix = "pull-";
/** Of a pod, the kubelet sends 25 events at once and drops more; each container has three. */
const mostContainers = 6;

/** The pods that make a node pull these images; `index` is the node's, for their names. Pure. */
export function pullPods(node: string, index: number, images: readonly string[]): readonly V1Pod[] {
  const count = Math.ceil(images.length / mostContainers);
  return Array.from({ length: count }, (_, at) =>
    pullPod(node, `${index}-${at}`, images.slice(at * mostContainers, (at + 1) * mostContainers)),
  );
}

/** Each container has an image, and ends at once, since what it is to start does not exist. */
function pullPod(node: string, name: string, images: readonly string[]): V1Pod {
  const containers = images.map(
    (image, at): V1Container => ({
      name: `image-${at}`,
      image,
      imagePullPolicy: "IfNotPresent",
      command: ["/kubectl-conformance-probe"],
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
    }),
  );
  return {
    metadata: { name: `${pullPodPrefix}${name}` },
    spec: {
      // the scheduler is not asked: it is about this node
      nodeName: node,
      restartPolicy: "Never",
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      tolerations: [{ operator: "Exists" }],
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 65534,
        runAsGroup: 65534,
        seccompProfile: { type: "RuntimeDefault" },
      },
      containers,
    },
  };
}

/** What the pods and their events say of each image. Pure. */
export function readPulls(pods: readonly V1Pod[], events: readonly CoreV1Event[]): readonly Pull[] {
  return pods.flatMap((pod) => {
    const node = pod.spec?.nodeName ?? "";
    return (pod.spec?.containers ?? []).map(({ name, image = "" }): Pull => {
      const messages = events
        .filter(
          ({ involvedObject: { name: of, fieldPath = "" } }) =>
            of === pod.metadata?.name && fieldPath.endsWith(`{${name}}`),
        )
        .map(({ message = "" }) => message);
      const status = pod.status?.containerStatuses?.find((one) => one.name === name);
      return { node, image, outcome: outcomeOf(status, messages) };
    });
  });
}

function outcomeOf(status: V1ContainerStatus | undefined, messages: readonly string[]): Pull["outcome"] {
  const pulled = messages.map((message) =>
    /^Successfully pulled image .* in ([\w.]+)(?: \(([\w.]+) including waiting\))?/.exec(message),
  );
  const took = pulled.find((found) => found !== null);
  if (took !== undefined && took !== null)
    return { kind: "pulled", seconds: secondsOf(took[2] ?? took[1] ?? "") };
  if (messages.some((message) => /^Container image .* already present on machine/.test(message)))
    return { kind: "present" };
  const { waiting, terminated } = status?.state ?? {};
  const reason = waiting?.reason ?? "";
  if (
    /^(?:ErrImage|ImagePullBackOff|ImageInspectError|InvalidImageName|RegistryUnavailable|SignatureValidationFailed)/.test(
      reason,
    )
  ) {
    // ImagePullBackOff only says that it waits
    const words =
      messages.find((message) => message.startsWith("Failed to pull image")) ?? waiting?.message ?? "";
    return { kind: "failed", why: words === "" ? reason : words };
  }
  const hasIt = terminated !== undefined || (status?.imageID ?? "") !== "" || reason === "RunContainerError";
  return hasIt ? { kind: "pulled", seconds: undefined } : { kind: "pending" };
}

/** Go's duration, in seconds: `1m2.5s`, `340ms`. */
function secondsOf(duration: string): number | undefined {
  const units: Readonly<Record<string, number>> = {
    h: 3600,
    m: 60,
    s: 1,
    ms: 0.001,
    us: 1e-6,
    µs: 1e-6,
    ns: 1e-9,
  };
  const parts = [...duration.matchAll(/([\d.]+)(h|ms|us|µs|ns|m|s)/g)];
  if (parts.length === 0) return undefined;
  return parts.reduce((sum, [, number = "", unit = ""]) => sum + Number(number) * (units[unit] ?? 0), 0);
}

/** A finding for each node that has them all, with the time of each, and one for each image that some node did not get. Pure. */
export function judgePulls(pulls: readonly Pull[], seconds: number): readonly Judgement[] {
  const good: Judgement[] = [];
  for (const [node, of] of Map.groupBy(pulls, (pull) => pull.node)) {
    const words = of.map(({ image, outcome }) => `${shortName(image)} ${outcomeWords(outcome)}`);
    const had = of.filter(({ outcome }) => outcome.kind === "present" || outcome.kind === "pulled");
    if (had.length === of.length)
      good.push(pass(`${node} got ${count(of.length, "image")} of the suite: ${words.join(", ")}`));
  }
  const bad: Judgement[] = [];
  for (const [image, of] of Map.groupBy(pulls, (pull) => pull.image)) {
    const failed = of.filter(({ outcome }) => outcome.kind === "failed");
    const [first] = failed;
    if (first?.outcome.kind === "failed") {
      const nodes = few(failed.map(({ node }) => node));
      bad.push(fail(`${image} cannot be pulled on ${nodes}: ${first.outcome.why}`, cannotPull, check));
    }
    const late = of.filter(({ outcome }) => outcome.kind === "pending");
    if (late.length > 0)
      bad.push(
        warn(
          `${image} was not there after ${seconds} s on ${few(late.map(({ node }) => node))}`,
          "a test waits five minutes at most for its pods",
          check,
        ),
      );
  }
  return [...good, ...bad];
}

const cannotPull =
  "the tests that need it would fail; the suite's pods have no pull secret, so the nodes need access";
const check = "kubectl conformance images check --registry REGISTRY";

function outcomeWords(outcome: Pull["outcome"]): string {
  switch (outcome.kind) {
    case "present":
      return "was there";
    case "pulled":
      return outcome.seconds === undefined ? "pulled" : `${outcome.seconds.toFixed(1)} s`;
    case "failed":
      return "failed";
    case "pending":
      return "still pulling";
  }
}

/** `agnhost:2.66.1` of `registry.k8s.io/e2e-test-images/agnhost:2.66.1`. */
function shortName(image: string): string {
  return image.slice(image.lastIndexOf("/") + 1);
}
