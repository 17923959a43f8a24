/** What can keep several specs from passing at once. */
export const causeKinds = [
  "image",
  "node",
  "scheduling",
  "network",
  "volume",
  "container",
  "quota",
  "webhook",
  "policy",
  "dns",
] as const;
export type CauseKind = (typeof causeKinds)[number];

/** A problem of the cluster, and not of a single spec. */
export interface Trouble {
  readonly about: CauseKind;
  /** The same for the same problem, whichever object has it. */
  readonly key: string;
  /** What is waited for, or is in the way: `agnhost:2.66.1 on node2`. */
  readonly what: string;
  /** In the cluster's words: `ErrImagePull (failed to resolve reference …)`. */
  readonly why: string;
  readonly fix: string;
}

/** A warning about an object, as an event has it. */
export interface Warned {
  readonly reason: string;
  readonly message: string;
  /** The node of the object or of the component that warns, if it is known. */
  readonly node: string | undefined;
}

/** The problem behind a warning event; undefined for one that says nothing of the cluster, as a failing probe. Reasons are those of pkg/kubelet/events, the controllers and the scheduler. */
export function troubleOf({ reason, message, node }: Warned): Trouble | undefined {
  switch (reason) {
    case "Failed": {
      const pull = /^Failed to pull image "([^"]+)": (.*)$/s.exec(message);
      if (pull !== null) return imageTrouble(pull[1] ?? "", node, "ErrImagePull", pull[2]);
      // `Error: ErrImagePull` comes after the event that says why
      if (/^Error: \w+$/.test(message)) return undefined;
      return containerTrouble(reason, message, node);
    }
    case "ErrImageNeverPull": {
      const image = /image "([^"]+)"/.exec(message)?.[1];
      return image === undefined ? undefined : imageTrouble(image, node, reason, message);
    }
    case "FailedScheduling":
      return schedulingTrouble(message);
    case "FailedCreatePodSandBox":
      return {
        about: "network",
        key: `network ${node ?? ""}`,
        what: `the network of pods${on(node)}`,
        why: `${reason} (${brief(withoutRpc(message))})`,
        fix: `look at the network plugin and the container runtime${on(node)}`,
      };
    case "FailedMount":
    case "FailedAttachVolume":
    case "FailedMapVolume":
      return {
        about: "volume",
        key: `volume ${node ?? ""} ${pattern(message)}`,
        what: `a volume${on(node)}`,
        why: `${reason} (${brief(message)})`,
        fix: `look at the kubelet${on(node)} and at the driver of the volume`,
      };
    case "NodeNotReady":
      return nodeTrouble(node, "it is not ready");
    case "Evicted": {
      const what = /low on resource: ([\w-]+)/.exec(message)?.[1];
      return what === undefined ? undefined : nodeTrouble(node, `it is low on ${what}, and evicts pods`);
    }
    case "FailedCreate":
      return troubleIn(message);
    default:
      return undefined;
  }
}

/** The problem that an error names, in an event or in the message of a failure; undefined if it names none. */
export function troubleIn(words: string): Trouble | undefined {
  const quota = /exceeded quota: ([\w.-]+)/.exec(words);
  if (quota !== null)
    return {
      about: "quota",
      key: `quota ${quota[1]}`,
      what: `quota ${quota[1]}`,
      why: brief(from(words, quota.index)),
      fix: "exempt the namespaces of the suite from the quota, or raise it",
    };
  const denied = /admission webhook "([^"]+)" denied the request/.exec(words);
  const failing = /failed calling webhook "([^"]+)"/.exec(words);
  const hook = denied ?? failing;
  if (hook !== null)
    return {
      about: "webhook",
      key: `webhook ${hook[1]}`,
      what: `webhook ${hook[1]}`,
      why: brief(from(words, hook.index)),
      fix:
        denied === null
          ? "repair the service of the webhook, or remove its configuration"
          : "exempt the namespaces of the suite from the webhook: they have the label e2e-framework",
    };
  const policy = /violates PodSecurity "[^"]*"|ValidatingAdmissionPolicy '[^']+'/.exec(words);
  if (policy !== null)
    return {
      about: "policy",
      key: `policy ${policy[0]}`,
      what: policy[0].startsWith("violates") ? "Pod Security" : policy[0],
      why: brief(from(words, policy.index)),
      fix: "exempt the namespaces of the suite from the policy: they have the label e2e-framework",
    };
  const lookup = /lookup (\S+?)(?: on [\d.:[\]a-f]+)?: (no such host|i\/o timeout|server misbehaving)/.exec(
    words,
  );
  // a registry that the node does not find is a problem of the image
  if (lookup !== null && !/ErrImagePull|pull image|resolve reference/.test(words))
    return {
      about: "dns",
      key: `dns ${lookup[1]}`,
      what: "DNS",
      why: brief(from(words, lookup.index)),
      fix: "look at the pods of the cluster's DNS and at the network between the nodes",
    };
  const pull = /ErrImagePull of (\S+)(?: on (\S+?))?: (.*)$/s.exec(words);
  const event = /(?:\bon (\S+): )?Failed to pull image "([^"]+)": (.*)$/s.exec(words);
  if (pull !== null) return imageTrouble(pull[1] ?? "", pull[2], "ErrImagePull", pull[3]);
  if (event !== null) return imageTrouble(event[2] ?? "", event[1], "ErrImagePull", event[3]);
  const unscheduled = /\d+\/\d+ nodes are available: .*$/s.exec(words);
  return unscheduled === null ? undefined : schedulingTrouble(unscheduled[0]);
}

function imageTrouble(image: string, node: string | undefined, error: string, why = ""): Trouble {
  return {
    about: "image",
    key: `image ${image} ${node ?? ""}`,
    what: `${shortImage(image)}${on(node)}`,
    why: `${error} (${brief(withoutPull(why))})`,
    fix: `make ${image} available${node === undefined ? "" : ` to ${node}`}: in the registry or mirror that its container runtime pulls from, or on the node itself`,
  };
}

function nodeTrouble(node: string | undefined, why: string): Trouble {
  return {
    about: "node",
    key: `node ${node ?? ""}`,
    what: node ?? "a node",
    why,
    fix:
      node === undefined
        ? "look at kubectl get nodes"
        : `look at kubectl describe node ${node}, and at its kubelet`,
  };
}

function schedulingTrouble(message: string): Trouble {
  // what the scheduler says of preemption repeats it
  const words = message.replace(/\s*(?:preemption:|no new claims to deallocate).*$/s, "");
  const down =
    /\{?node\.kubernetes\.io\/(not-ready|unreachable|disk-pressure|memory-pressure|pid-pressure|network-unavailable)/.exec(
      words,
    )?.[1];
  return {
    about: "scheduling",
    key: `scheduling ${down ?? pattern(words)}`,
    what: "a node",
    why: `FailedScheduling (${brief(words)})`,
    fix:
      down === undefined
        ? "free or add nodes, or use fewer processes: --parallel N"
        : `some nodes are ${down.replace("-", " ")}: look at kubectl describe nodes`,
  };
}

function containerTrouble(reason: string, message: string, node: string | undefined): Trouble {
  return {
    about: "container",
    key: `container ${node ?? ""} ${pattern(message)}`,
    what: `containers${on(node)}`,
    why: `${reason} (${brief(withoutRpc(message.replace(/^Error: /, "")))})`,
    fix: `look at the container runtime${on(node)}`,
  };
}

/** Images that specs name because they do not exist: test/e2e/apps/deployment.go, test/utils/image/manifest.go. */
export function isOnPurpose({ about, key }: Pick<Trouble, "about" | "key">): boolean {
  return (
    about === "image" && /webserver:404\b|\binvalid\.\w|\/invalid\/|authenticated-image-pulling/.test(key)
  );
}

/** `agnhost:2.66.1` of `registry.k8s.io/e2e-test-images/agnhost:2.66.1`. */
function shortImage(image: string): string {
  return image.slice(image.lastIndexOf("/") + 1).replace(/@sha256:([0-9a-f]{8})[0-9a-f]*$/, "@$1…");
}

function on(node: string | undefined): string {
  return node === undefined ? "" : ` on ${node}`;
}

/** The words from a position to the end of their line. */
function from(words: string, index: number): string {
  return words.slice(index).split("\n")[0] ?? "";
}

function withoutRpc(words: string): string {
  return words.replace(/^.*?rpc error: code = \w+ desc = /s, "");
}

/** The container runtimes' words without what only repeats the image. */
function withoutPull(words: string): string {
  return withoutRpc(words).replace(/^failed to pull and unpack image(?: "[^"]*")?: /, "");
}

/** What is the same in two messages about different objects: without quoted names, and words with digits. */
export function pattern(message: string): string {
  return message.replace(/"[^"]*"|\b\S*\d\S*/g, "…").slice(0, longest);
}

const longest = 300;

/** A line of at most so many characters. */
function brief(words: string): string {
  const line = words.replace(/\s+/g, " ").trim().replace(/\.$/, "");
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
