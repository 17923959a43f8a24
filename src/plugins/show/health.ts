import { Document } from "yaml";
import { safe } from "../../text/safe.ts";
import { isObject } from "../definition/fields.ts";
import { byBytes } from "../tree/status.ts";

/** A node or pod in meta/clusterhealth.json. */
export interface HealthDetail {
  readonly name: string;
  readonly healthy: boolean;
  readonly ready: string;
  readonly reason: string;
  readonly message: string;
  readonly namespace: string;
}

export interface HealthCount {
  readonly total: number;
  readonly healthy: number;
  readonly details: readonly HealthDetail[];
}

/** The state of the cluster after a run (Sonobuoy v0.57, pkg/discovery/summary.go). */
export interface Health {
  readonly nodes: HealthCount;
  readonly pods: HealthCount;
  readonly version: string;
  /** By kind of error, the files with how often it occurs in them. */
  readonly errors: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** Reads meta/clusterhealth.json; what is missing or of another type counts as nothing. */
export function readHealth(json: string | undefined): Health {
  let value: unknown = {};
  try {
    value = JSON.parse(json ?? "{}");
  } catch {
    // a run that was cut off has half a file
  }
  const fields = isObject(value) ? value : {};
  const summary = isObject(fields.error_summary) ? fields.error_summary : {};
  return {
    nodes: countOf(fields.node_health),
    pods: countOf(fields.pod_health),
    version: textOf(fields.api_version),
    errors: new Map(
      Object.entries(summary).map(([kind, files]) => [
        kind,
        new Map(Object.entries(isObject(files) ? files : {}).map(([file, count]) => [file, numberOf(count)])),
      ]),
    ),
  };
}

function countOf(value: unknown): HealthCount {
  const fields = isObject(value) ? value : {};
  const details = Array.isArray(fields.details) ? fields.details.filter(isObject) : [];
  return {
    total: numberOf(fields.total_nodes),
    healthy: numberOf(fields.healthy_nodes),
    details: details.map((one) => ({
      name: textOf(one.name),
      healthy: one.healthy === true,
      ready: textOf(one.ready),
      reason: textOf(one.reason),
      message: textOf(one.message),
      namespace: textOf(one.namespace),
    })),
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function numberOf(value: unknown): number {
  return typeof value === "number" && Number.isInteger(value) ? value : 0;
}

/** The last part of what `sonobuoy results` prints. */
export function healthText({ nodes, pods, version, errors }: Health): string {
  const lines = ["Run Details:", `API Server version: ${version}`, `Node health: ${shareText(nodes)}`];
  if (nodes.details.length > 0 && nodes.healthy < nodes.total)
    lines.push("Details for failed nodes:", ...unhealthy(nodes).map(detailText), "");
  if (pods.details.length > 0) {
    lines.push(`Pods health: ${shareText(pods)}`);
    if (pods.healthy < pods.total)
      lines.push(
        "Details for failed pods:",
        ...unhealthy(pods).map((pod) => `${pod.namespace}/${detailText(pod)}`),
      );
  }
  if (errors.size > 0) lines.push("Errors detected in files:");
  for (const [kind, files] of errors) {
    const sorted = [...files].sort(([, one], [, other]) => other - one);
    const width = String(sorted[0]?.[1] ?? "").length;
    lines.push(`${kind}:`, ...sorted.map(([file, count]) => `${String(count).padStart(width)} ${file}`));
  }
  return lines.map((line) => `${safe(line)}\n`).join("");
}

function shareText({ healthy, total }: HealthCount): string {
  return `${healthy}/${total}${total === 0 ? "" : ` (${Math.trunc((100 * healthy) / total)}%)`}`;
}

function unhealthy({ details }: HealthCount): HealthDetail[] {
  return details
    .filter(({ healthy }) => !healthy)
    .sort((one, other) => byBytes(one.namespace, other.namespace) || byBytes(one.name, other.name));
}

function detailText({ name, ready, reason, message }: HealthDetail): string {
  return `${name} Ready:${ready}: ${reason}: ${message}`;
}

/** The same as YAML. */
export function healthYaml({ nodes, pods, version, errors }: Health): string {
  const value = {
    node_health: countValue(nodes),
    pod_health: countValue(pods),
    api_version: version,
    error_summary: Object.fromEntries([...errors].map(([kind, files]) => [kind, Object.fromEntries(files)])),
  };
  return new Document(value, { version: "1.1" }).toString({
    lineWidth: 0,
    directives: false,
    indentSeq: false,
  });
}

function countValue({ total, healthy, details }: HealthCount): object {
  return {
    total_nodes: total,
    healthy_nodes: healthy,
    ...(details.length === 0 ? {} : { details: details.map(withoutEmpty) }),
  };
}

function withoutEmpty({ name, healthy, ready, ...rest }: HealthDetail): object {
  return {
    name,
    healthy,
    ready,
    ...Object.fromEntries(Object.entries(rest).filter(([, text]) => text !== "")),
  };
}
