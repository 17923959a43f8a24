import type { V1Node } from "@kubernetes/client-node";
import { releaseOf } from "../../run/plan/image.ts";
import { type Check, fail, few, type Judgement, pass, type Subject, unknown, warn } from "../check.ts";
import { nameOf } from "./suite-view.ts";

/** Whether the kubelets' versions are compatible with the server's. */
export const nodeVersions: Check = { name: "node-versions", judge };

// https://kubernetes.io/releases/version-skew-policy: a kubelet is never newer than the server, nor more than three minors older
const oldest = 3;

async function judge({ snapshot }: Subject): Promise<readonly Judgement[]> {
  const [server, nodes] = await Promise.all([snapshot.server(), snapshot.nodes()]);
  return [judgeVersions(server.gitVersion, nodes)];
}

/** Judges the kubelets of these nodes against the server. Pure. */
export function judgeVersions(server: string, nodes: readonly V1Node[]): Judgement {
  const served = minorOf(server);
  const kubelets = nodes.map((node) => ({
    words: `${nameOf(node)} ${node.status?.nodeInfo?.kubeletVersion ?? "of no version"}`,
    version: node.status?.nodeInfo?.kubeletVersion ?? "",
  }));
  if (served === undefined) return unknown(`the server's version ${server} names no release to compare with`);
  if (nodes.length === 0) return unknown("there is no node to check");
  const wrong = kubelets.filter(({ version }) => {
    const minor = minorOf(version);
    return minor !== undefined && (minor > served || minor < served - oldest);
  });
  if (wrong.length > 0) {
    return fail(
      `${few(wrong.map(({ words }) => words))}; the server is ${server}`,
      "a kubelet must not be newer than the server, nor more than three minor versions older: use a single version",
      "kubectl get nodes -o wide",
    );
  }
  const silent = kubelets.filter(({ version }) => minorOf(version) === undefined);
  const other = kubelets.filter(
    (kubelet) => !silent.includes(kubelet) && releaseOf(kubelet.version) !== releaseOf(server),
  );
  if (other.length > 0) {
    return warn(
      `${few(other.map(({ words }) => words))}; the server is ${server}`,
      "within the allowed skew, but specs fail if an older kubelet lacks a feature; certify a single version",
      "kubectl get nodes -o wide",
    );
  }
  if (silent.length > 0) return unknown(`${few(silent.map(({ words }) => words))}; the server is ${server}`);
  return pass(`all of the server's release, ${releaseOf(server)}`);
}

/** The minor of a version of Kubernetes 1: 35 for `v1.35.4+k3s1`. */
export function minorOf(version: string): number | undefined {
  const minor = /^v?1\.(\d+)/.exec(version)?.[1];
  return minor === undefined ? undefined : Number(minor);
}
