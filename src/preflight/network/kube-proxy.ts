import { isMap } from "yaml";
import { readYaml } from "../../text/yaml.ts";
import { type Check, type Judgement, pass, type Subject, unknown, warn } from "../check.ts";

/** How services are proxied, if the cluster shows it. */
export const kubeProxy: Check = { name: "kube-proxy", judge };

/** A mode and where it was read. */
export interface ProxyMode {
  readonly mode: string;
  readonly from: string;
}

async function judge({ snapshot }: Subject): Promise<readonly Judgement[]> {
  const [kubeadm, eks, cilium, pods, nodes] = await Promise.all([
    snapshot.configMap("kube-system", "kube-proxy"),
    snapshot.configMap("kube-system", "kube-proxy-config"),
    snapshot.configMap("kube-system", "cilium-config"),
    snapshot.pods(),
    snapshot.nodes(),
  ]);
  const proxy = pods.find((pod) => pod.namespace === "kube-system" && pod.name.startsWith("kube-proxy"));
  const k3s = nodes.map((node) => node.metadata?.annotations?.["k3s.io/node-args"]).find(Boolean);
  const replaced = cilium?.data?.["kube-proxy-replacement"];
  const mode =
    (proxy === undefined ? undefined : modeOfWords(proxy.words, `pod ${proxy.name}`)) ??
    modeOfConfig(kubeadm?.data?.["config.conf"], "configmap kube-proxy") ??
    modeOfConfig(eks?.data?.config, "configmap kube-proxy-config") ??
    (k3s === undefined ? undefined : modeOfWords(wordsOf(k3s), "k3s's node arguments")) ??
    (replaced === "true" || replaced === "strict"
      ? { mode: "replaced by cilium", from: "configmap cilium-config" }
      : undefined);
  return [judgeMode(mode)];
}

/** Judges the mode; undefined if it is unknown. Pure. */
export function judgeMode(found: ProxyMode | undefined): Judgement {
  if (found === undefined) return unknown("the cluster does not show how services are proxied");
  if (found.mode !== "ipvs") return pass(`${found.mode} (${found.from})`);
  return warn(
    `ipvs (${found.from})`,
    "in this mode, session affinity specs fail or flake, and Kubernetes 1.35 deprecates it; set the mode to nftables or iptables",
    "kubectl -n kube-system edit configmap kube-proxy && kubectl -n kube-system rollout restart daemonset kube-proxy",
  );
}

/** The mode in a KubeProxyConfiguration; an empty one is the default, iptables on linux. */
export function modeOfConfig(text: string | undefined, from: string): ProxyMode | undefined {
  if (text === undefined) return undefined;
  const yaml = readYaml(text);
  if (yaml.kind === "unreadable" || !isMap(yaml.document.contents)) return undefined;
  const mode = yaml.document.get("mode");
  return { mode: typeof mode === "string" && mode !== "" ? mode : "iptables", from };
}

/** The mode in the arguments of a program: `--proxy-mode=ipvs`, also inside `--kube-proxy-arg`. */
export function modeOfWords(words: readonly string[], from: string): ProxyMode | undefined {
  const at = words.findIndex((word) => /(^|=|-)proxy-mode(=|$)/.test(word));
  const mode = /proxy-mode=(.+)$/.exec(words[at] ?? "")?.[1] ?? (at < 0 ? undefined : words[at + 1]);
  return mode === undefined ? undefined : { mode, from };
}

function wordsOf(json: string): string[] {
  try {
    const words: unknown = JSON.parse(json);
    return Array.isArray(words) ? words.map(String) : [];
  } catch {
    return [];
  }
}
