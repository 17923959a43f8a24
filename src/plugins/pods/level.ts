import type {
  V1Container,
  V1PodSecurityContext,
  V1PodSpec,
  V1SecurityContext,
} from "@kubernetes/client-node";

/** The Pod Security levels, the strictest first. */
export type Level = "restricted" | "baseline" | "privileged";

/** Why a pod needs a level: the strictest that still admits it. */
export interface LevelNeed {
  readonly level: Level;
  /** What keeps it from the next stricter level, in words. */
  readonly reasons: readonly string[];
}

/**
 * The strictest Pod Security level that admits a pod, by the Pod Security Standards
 * (https://kubernetes.io/docs/concepts/security/pod-security-standards/).
 */
export function levelOf(spec: V1PodSpec): LevelNeed {
  const beyondBaseline = baselineFaults(spec);
  if (beyondBaseline.length > 0) return { level: "privileged", reasons: beyondBaseline };
  const beyondRestricted = restrictedFaults(spec);
  if (beyondRestricted.length > 0) return { level: "baseline", reasons: beyondRestricted };
  return { level: "restricted", reasons: [] };
}

// capabilities that a container has anyway
const usualCapabilities: ReadonlySet<string> = new Set([
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
]);

const safeSysctls: ReadonlySet<string> = new Set([
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.ping_group_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_rmem",
  "net.ipv4.tcp_wmem",
]);

const restrictedVolumes: ReadonlySet<string> = new Set([
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
  "image",
]);

function baselineFaults(spec: V1PodSpec): string[] {
  const found: string[] = [];
  for (const name of ["hostNetwork", "hostPID", "hostIPC"] as const)
    if (spec[name] === true) found.push(name);
  for (const { name, hostPath } of spec.volumes ?? [])
    if (hostPath !== undefined && hostPath !== null) found.push(`volume ${name} (hostPath ${hostPath.path})`);
  const { sysctls = [] } = spec.securityContext ?? {};
  for (const { name } of sysctls) if (!safeSysctls.has(name)) found.push(`sysctl ${name}`);
  found.push(...contextFaults(spec.securityContext, "the pod"));
  for (const container of allContainers(spec)) {
    const { name, securityContext: context, ports = [] } = container;
    const of = `container ${name}`;
    if (context?.privileged === true) found.push(`${of} is privileged`);
    const added = (context?.capabilities?.add ?? []).filter((one) => !usualCapabilities.has(one));
    if (added.length > 0) found.push(`${of} adds ${added.join(", ")}`);
    // a pod on the host's network has its ports there anyway
    const onHost = ports.filter(({ hostPort = 0 }) => hostPort !== 0);
    if (onHost.length > 0)
      found.push(`${of} uses host port ${onHost.map(({ hostPort }) => hostPort).join(", ")}`);
    if ((context?.procMount ?? "Default") !== "Default")
      found.push(`${of} has procMount ${context?.procMount}`);
    found.push(...contextFaults(context, of));
  }
  return found;
}

const seLinuxTypes = ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

function contextFaults(context: V1PodSecurityContext | V1SecurityContext | undefined, of: string): string[] {
  const found: string[] = [];
  if (context?.windowsOptions?.hostProcess === true) found.push(`${of} is a host process`);
  if (context?.seccompProfile?.type === "Unconfined") found.push(`${of} has seccomp Unconfined`);
  if (context?.appArmorProfile?.type === "Unconfined") found.push(`${of} has AppArmor Unconfined`);
  const { type = "", user = "", role = "" } = context?.seLinuxOptions ?? {};
  if (!seLinuxTypes.includes(type) || user !== "" || role !== "") found.push(`${of} sets SELinux options`);
  return found;
}

function restrictedFaults(spec: V1PodSpec): string[] {
  const found: string[] = [];
  for (const { name, ...source } of spec.volumes ?? []) {
    const odd = Object.keys(source).filter((kind) => !restrictedVolumes.has(kind));
    if (odd.length > 0) found.push(`volume ${name} (${odd.join(", ")})`);
  }
  const pod = spec.securityContext;
  if (pod?.runAsUser === 0) found.push("the pod runs as root");
  for (const { name, securityContext: context } of allContainers(spec)) {
    const missing: string[] = [];
    if (context?.allowPrivilegeEscalation !== false) missing.push("allowPrivilegeEscalation=false");
    if (!(context?.capabilities?.drop ?? []).includes("ALL")) missing.push("capabilities.drop=ALL");
    const added = (context?.capabilities?.add ?? []).filter((one) => one !== "NET_BIND_SERVICE");
    if (added.length > 0) missing.push(`no added ${added.join(", ")}`);
    if ((context?.runAsNonRoot ?? pod?.runAsNonRoot) !== true) missing.push("runAsNonRoot=true");
    if (context?.runAsUser === 0) missing.push("runAsUser other than 0");
    if ((context?.seccompProfile?.type ?? pod?.seccompProfile?.type) === undefined)
      missing.push("seccompProfile=RuntimeDefault");
    if (missing.length > 0) found.push(`container ${name} lacks ${missing.join(", ")}`);
  }
  return found;
}

function allContainers({ containers, initContainers = [] }: V1PodSpec): readonly V1Container[] {
  return [...initContainers, ...containers];
}
