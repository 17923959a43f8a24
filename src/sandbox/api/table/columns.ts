import { fieldAt, type KubeObject, type Pod } from "../../cluster/object.ts";
import { qualified, type Resource } from "../../cluster/resources.ts";
import type { Cell } from "../../cluster/store.ts";
import { age } from "./age.ts";
import { podRow } from "./pod-row.ts";

/** A column of a server-printed table. */
export interface Column {
  readonly name: string;
  readonly type: "string" | "integer";
  readonly format: string;
  readonly description: string;
  /** 0 is always shown, 1 only with `-o wide`. */
  readonly priority: 0 | 1;
}

/** How a resource is printed. */
interface Printer {
  readonly columns: readonly Column[];
  cells(object: KubeObject, now: number): Cell[];
}

const printers: Readonly<Record<string, Printer>> = {
  pods: {
    columns: columns(
      "Name",
      "Ready",
      "Status",
      "Restarts",
      "Age",
      "+IP",
      "+Node",
      "+Nominated Node",
      "+Readiness Gates",
    ),
    cells: (object, now) => podRow(object as Pod, now),
  },
  namespaces: {
    columns: columns("Name", "Status", "Age"),
    cells: (object, now) => [object.metadata.name, text(object, "status.phase"), ageOf(object, now)],
  },
  nodes: {
    columns: columns(
      "Name",
      "Status",
      "Roles",
      "Age",
      "Version",
      "+Internal-IP",
      "+External-IP",
      "+OS-Image",
      "+Kernel-Version",
      "+Container-Runtime",
    ),
    cells: nodeCells,
  },
  events: {
    columns: columns(
      "Last Seen",
      "Type",
      "Reason",
      "Object",
      "+Subobject",
      "+Source",
      "Message",
      "+First Seen",
      "+Count",
      "+Name",
    ),
    cells: eventCells,
  },
  configmaps: {
    columns: columns("Name", "Data", "Age"),
    cells: (object, now) => [object.metadata.name, size(object, "data"), ageOf(object, now)],
  },
  secrets: {
    columns: columns("Name", "Type", "Data", "Age"),
    cells: (object, now) => [
      object.metadata.name,
      text(object, "type"),
      size(object, "data"),
      ageOf(object, now),
    ],
  },
  serviceaccounts: {
    columns: columns("Name", "Secrets", "Age"),
    cells: (object, now) => [object.metadata.name, 0, ageOf(object, now)],
  },
  "clusterrolebindings.rbac.authorization.k8s.io": {
    columns: columns("Name", "Role", "Age"),
    cells: (object, now) => [
      object.metadata.name,
      `${text(object, "roleRef.kind")}/${text(object, "roleRef.name")}`,
      ageOf(object, now),
    ],
  },
};

const created: Printer = {
  columns: columns("Name", "Created At"),
  cells: (object) => [object.metadata.name, text(object, "metadata.creationTimestamp")],
};

/** How the server prints a resource; those without their own printer have a name and a date. */
export function printerOf(resource: Resource): Printer {
  return printers[qualified(resource)] ?? created;
}

/** Columns by their names; `+` marks one that only `-o wide` shows. */
function columns(...names: readonly string[]): Column[] {
  return names.map((text) => {
    const name = text.replace("+", "");
    const type = name === "Data" || name === "Count" ? "integer" : "string";
    const format = name === "Name" ? "name" : "";
    return { name, type, format, description: "", priority: text.startsWith("+") ? 1 : 0 };
  });
}

function nodeCells(node: KubeObject, now: number): Cell[] {
  const conditions = fieldAt(node, "status.conditions") as readonly { type: string; status: string }[];
  const addresses = fieldAt(node, "status.addresses") as readonly { type: string; address: string }[];
  const ready = conditions.find(({ type }) => type === "Ready")?.status === "True" ? "Ready" : "NotReady";
  const cordoned = fieldAt(node, "spec.unschedulable") === true ? ",SchedulingDisabled" : "";
  const address = (type: string) => addresses.find((each) => each.type === type)?.address ?? "<none>";
  return [
    node.metadata.name,
    ready + cordoned,
    "<none>",
    ageOf(node, now),
    text(node, "status.nodeInfo.kubeletVersion"),
    address("InternalIP"),
    address("ExternalIP"),
    text(node, "status.nodeInfo.osImage"),
    text(node, "status.nodeInfo.kernelVersion"),
    text(node, "status.nodeInfo.containerRuntimeVersion"),
  ];
}

function eventCells(event: KubeObject, now: number): Cell[] {
  const host = text(event, "source.host");
  return [
    age(event.lastTimestamp, now),
    text(event, "type"),
    text(event, "reason"),
    `${text(event, "involvedObject.kind").toLowerCase()}/${text(event, "involvedObject.name")}`,
    text(event, "involvedObject.fieldPath"),
    text(event, "source.component") + (host === "" ? "" : `, ${host}`),
    text(event, "message").trim(),
    age(event.firstTimestamp, now),
    Number(event.count ?? 1),
    event.metadata.name,
  ];
}

function ageOf(object: KubeObject, now: number): string {
  return age(object.metadata.creationTimestamp, now);
}

function text(object: KubeObject, path: string): string {
  return String(fieldAt(object, path) ?? "");
}

function size(object: KubeObject, path: string): number {
  return Object.keys(fieldAt(object, path) ?? {}).length;
}
