import type { V1Namespace, V1Pod, V1Secret } from "@kubernetes/client-node";
import { type Cluster, endingWith } from "../../kube/cluster.ts";
import { isMissing } from "../../kube/errors.ts";
import { objectCodec } from "../../kube/objects.ts";
import { watchList } from "../../kube/watch.ts";
import type { Io } from "../../process/io.ts";
import { podState } from "../../run/follow/pod-state.ts";
import { names, newRunId, randomLetters } from "../../run/identity.ts";
import { isUnpublished, olderPatch } from "../../run/plan/image.ts";
import { type RunObjects, runObjects } from "../../run/plan/objects.ts";
import { type Plan, planRun, type RunRequest } from "../../run/plan/plan.ts";
import { checkPullSecret } from "../../run/start.ts";
import { fail, type Judgement, pass, unknown, warn } from "../check.ts";
import { isUsable } from "../nodes/suite-view.ts";
import type { Snapshot } from "../snapshot.ts";
import { pullAll } from "./pull-all.ts";
import { suiteImages } from "./suite-images.ts";

// a pull of about 300 MB; what a registry's hiccup may take, given that the kubelet tries again after 10 s; the end of a namespace
const startBound = 120_000;
const blipBound = 30_000;
const removalBound = 60_000;

/** Marks a probe's namespace, in place of a run's label: it is not a run to be listed or attached to. */
export const probeLabel = "kubectl-conformance/probe";

const probePrefix = "conformance-probe-";

/** Whether a namespace belongs to a probe, whose pod has the suite's image but runs no suite. */
export function isProbe(namespace: string): boolean {
  return namespace.startsWith(probePrefix);
}

/**
 * Starts a pod with the run's image in its own namespace, lets each node pull the images of the suite by pods beside it, and removes all of it: the
 * only part of preflight that changes the cluster. Takes at most two minutes to start, ten to pull, one to remove.
 */
export async function probeImage(
  cluster: Cluster,
  snapshot: Snapshot,
  request: RunRequest,
  io: Pick<Io, "now" | "monotonic" | "sleep" | "signal">,
): Promise<readonly Judgement[]> {
  const [server, nodes] = await Promise.all([snapshot.server(), snapshot.nodes()]);
  const id = newRunId(io.now());
  const namespace = `${probePrefix}${id}`;
  const plan = planRun(
    { ...request, namespace },
    { server: server.gitVersion, platform: server.platform, nodes },
    id,
  );
  const objects = runObjects(plan, randomLetters(8));
  const begun = io.monotonic();
  const bound = AbortSignal.any([AbortSignal.timeout(startBound), io.signal]);
  const labels = { [probeLabel]: id, "pod-security.kubernetes.io/enforce": "restricted" };
  const making = endingWith(cluster, bound);
  let uid: string | undefined;
  let found: readonly Judgement[];
  try {
    const made = await making.core.createNamespace({ body: { metadata: { name: namespace, labels } } });
    uid = made.metadata?.uid ?? "";
    await create(making, plan, objects);
    const started = watchProbe(cluster, plan, bound, io, begun);
    const [own, pulls] = await Promise.all([started, pullSuite(cluster, namespace, snapshot, request, io)]);
    found = [own, ...pulls];
  } catch (error) {
    // an object may have been created even if nobody waited for the answer
    uid ??= bound.aborted ? await uidOf(cluster, id) : undefined;
    if (uid !== undefined) await remove(cluster, namespace, uid, io);
    throw error;
  }
  const gone = await remove(cluster, namespace, uid, io);
  if (gone) return found;
  const left = warn(
    `namespace ${namespace} of the probe is still there`,
    `it was not gone ${removalBound / 1000} s after its deletion, and the suite's namespaces will not be either`,
    `kubectl get namespace ${namespace} -o jsonpath='{.status.conditions}'`,
  );
  return [...found, left];
}

/** Whether each node that the suite uses can pull what its pods need. */
async function pullSuite(
  cluster: Cluster,
  namespace: string,
  snapshot: Snapshot,
  request: RunRequest,
  io: Pick<Io, "now" | "monotonic" | "sleep" | "signal">,
): Promise<readonly Judgement[]> {
  const [server, nodes] = await Promise.all([snapshot.server(), snapshot.nodes()]);
  const images = await suiteImages(server.gitVersion, request);
  if (images === undefined)
    return [unknown(`the images of the suite of ${server.gitVersion} are not known, so no node pulled them`)];
  const usable = nodes.filter(isUsable).map(({ metadata }) => metadata?.name ?? "");
  return pullAll(cluster, namespace, usable, images, io);
}

/** The uid of this probe's namespace; undefined if there is none. */
async function uidOf({ core }: Pick<Cluster, "core">, id: string): Promise<string | undefined> {
  const { items } = await core.listNamespace({ labelSelector: `${probeLabel}=${id}` });
  return items[0]?.metadata?.uid;
}

async function create(cluster: Cluster, plan: Plan, objects: RunObjects): Promise<void> {
  const { namespace } = plan;
  const secret = await pullSecret(cluster, plan, objects);
  await cluster.core.createNamespacedServiceAccount({ namespace, body: objects.serviceAccount });
  if (secret !== undefined) await cluster.core.createNamespacedSecret({ namespace, body: secret });
  await cluster.core.createNamespacedPod({ namespace, body: probePod(objects.pod) });
}

/** Whether the namespace is gone in time. Its pod goes at once, because the namespace controller waits 5 s before it looks. */
async function remove(
  cluster: Cluster,
  namespace: string,
  uid: string,
  io: Pick<Io, "now" | "monotonic" | "sleep">,
): Promise<boolean> {
  const unlessGone = (error: unknown) => {
    if (!isMissing(error)) throw error;
  };
  await Promise.all([
    cluster.core.deleteNamespacedPod({ name: names.pod, namespace }).catch(unlessGone),
    cluster.core.deleteNamespace({ name: namespace, body: { preconditions: { uid } } }).catch(unlessGone),
  ]);
  const query = { fieldSelector: `metadata.name=${namespace}` };
  const signal = AbortSignal.timeout(removalBound);
  const codec = objectCodec<V1Namespace>("V1Namespace");
  for await (const change of watchList(cluster, "/api/v1/namespaces", codec, { query, signal, io })) {
    if (change.kind === "DELETED" || (change.kind === "listed" && change.items.length === 0)) return true;
  }
  return false;
}

async function pullSecret(cluster: Cluster, plan: Plan, objects: RunObjects): Promise<V1Secret | undefined> {
  if (plan.imagePullSecret === undefined || objects.pullSecret === undefined) return undefined;
  const { type, data } = await cluster.core.readNamespacedSecret(plan.imagePullSecret);
  checkPullSecret(
    { ...(type === undefined ? {} : { type }), ...(data === undefined ? {} : { data }) },
    "--image-pull-secret",
  );
  const metadata = { name: objects.pullSecret, namespace: plan.namespace };
  return { metadata, ...(type === undefined ? {} : { type }), ...(data === undefined ? {} : { data }) };
}

/** The run's pod, reduced to reporting that it could start: no suite, no token, no label of a run. Pure. */
export function probePod(pod: V1Pod): V1Pod {
  const { volumes: _, ...spec } = pod.spec ?? { containers: [] };
  const containers = spec.containers
    .filter((container) => container.name === names.suite)
    .map(({ env: _env, volumeMounts: _mounts, ...container }) => ({ ...container, command: ["true"] }));
  const { labels: _labels, ...metadata } = pod.metadata ?? {};
  return { ...pod, metadata, spec: { ...spec, containers } };
}

async function watchProbe(
  cluster: Cluster,
  plan: Plan,
  bound: AbortSignal,
  io: Pick<Io, "now" | "monotonic" | "sleep" | "signal">,
  begun: number,
): Promise<Judgement> {
  const enough = new AbortController();
  const signal = AbortSignal.any([bound, enough.signal]);
  let blip: AbortSignal | undefined;
  const query = { fieldSelector: `metadata.name=${names.pod}` };
  const path = `/api/v1/namespaces/${plan.namespace}/pods`;
  let words = "";
  let placed = false;
  for await (const change of watchList(cluster, path, objectCodec<V1Pod>("V1Pod"), { query, signal, io })) {
    const pod = change.kind === "listed" ? change.items[0] : "item" in change ? change.item : undefined;
    if (pod === undefined) continue;
    placed ||= pod.spec?.nodeName !== undefined;
    const state = podState(pod);
    if (state.kind === "ended")
      return judgeEnd(plan, state, pod.spec?.nodeName ?? "", io.monotonic() - begun);
    if (state.kind === "lost") return fail(`the probe's pod was lost: ${state.reason}`, cannotStart);
    if (state.kind === "pending" && state.text !== "") words = state.text;
    if (state.kind === "blocked") {
      if (blip === undefined) {
        blip = AbortSignal.timeout(blipBound);
        blip.addEventListener("abort", () => enough.abort());
      }
      // ErrImagePull has the kubelet's message, ImagePullBackOff only says that it waits
      if (state.message !== "" && !state.reason.endsWith("BackOff"))
        words = `${state.reason}: ${state.message}`;
      if (isUnpublished(state.message)) return judgeUnpublished(plan, words);
    }
  }
  io.signal.throwIfAborted();
  const seconds = Math.round((io.monotonic() - begun) / 1000);
  if (!placed)
    return fail(
      `no node took the probe's pod within ${seconds} s${words && `: ${words}`}`,
      "the run's pod would wait too: check whether kube-scheduler is running, and whether a node has room for it",
    );
  return fail(`${plan.image} did not start within ${seconds} s: ${words}`, cannotStart);
}

const cannotStart =
  "the run's pod would not start either: name an image that the nodes can pull, with --conformance-image, --image-repo or --image-pull-secret";

function judgeEnd(
  plan: Plan,
  { exitCode, reason }: { exitCode: number; reason: string },
  node: string,
  ms: number,
): Judgement {
  if (exitCode === 0) return pass(`${plan.image} started on ${node} within ${Math.ceil(ms / 1000)} s`);
  return fail(`${plan.image} ended on ${node} with exit code ${exitCode} (${reason})`, cannotStart);
}

function judgeUnpublished(plan: Plan, words: string): Judgement {
  const older = olderPatch(plan.image);
  if (plan.mayStepDown && older !== undefined) {
    return warn(
      `${plan.image} was never published: ${words}`,
      `a run uses ${older} instead`,
      `kubectl conformance run --conformance-image ${older}`,
    );
  }
  return fail(words, cannotStart);
}
