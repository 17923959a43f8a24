import { stringify } from "yaml";
import { record, text } from "../../kube/json.ts";
import { redactedObject, redactedText } from "../../kube/redacted.ts";
import { eventsFile } from "../../results/evidence.ts";
import { safe } from "../../text/safe.ts";
import type { ContainerLog, Gathered, KindTable, LeftOut } from "./gather.ts";

/** A file of a spec's evidence. */
export interface EvidenceFile {
  readonly name: string;
  readonly text: string;
}

export interface SpecEvidence {
  /** The spec's name. */
  readonly spec: string;
  /** When the log said that it failed, in milliseconds since the epoch. */
  readonly failed: number;
  /** Milliseconds from then until everything was read. */
  readonly took: number;
  readonly namespaces: readonly Gathered[];
  readonly nodes: readonly unknown[];
  readonly leftOut: readonly LeftOut[];
}

// characters of all pods: one alone may have a million and a half
const longestPods = 512 * 1024;
const longestLine = 4096;

/** The files of a spec's evidence; none if nothing was there any more. Pure. */
export function evidenceFiles(of: SpecEvidence): readonly EvidenceFile[] {
  const { namespaces } = of;
  const leftOut = [...of.leftOut, ...namespaces.flatMap((one) => one.leftOut)];
  const each = (words: (one: Gathered) => string) =>
    namespaces
      .map((one) => ({ namespace: one.namespace, words: words(one) }))
      .filter(({ words }) => words !== "")
      .map(({ namespace, words }) => (namespaces.length === 1 ? words : `# ${namespace}\n\n${words}`))
      .join("\n");
  const files = [
    { name: eventsFile, text: each(({ events }) => eventsText(events)) },
    {
      name: "pods.yaml",
      text: podsText(
        namespaces.flatMap(({ pods }) => pods),
        leftOut,
      ),
    },
    { name: "logs.txt", text: each(({ logs }) => logs.map(logText).join("\n")) },
    { name: "objects.txt", text: each(({ tables }) => tables.map(tableText).join("\n")) },
  ].filter((file) => file.text !== "");
  if (files.length === 0 && leftOut.length === 0) return [];
  const nodes = { name: "nodes.txt", text: of.nodes.map(nodeText).join("\n") };
  const all = nodes.text === "" ? files : [...files, nodes];
  return [{ name: "about.txt", text: aboutText(of, all, leftOut) }, ...all];
}

const contents: Readonly<Record<string, string>> = {
  [eventsFile]: "the events of its namespace, the oldest first",
  "pods.yaml": "its pods with their states and conditions",
  "logs.txt": "the end of each container's log, and of the log of its last attempt",
  "objects.txt": "what else was in its namespace",
  "nodes.txt": "the conditions of the nodes",
};

function aboutText(
  { spec, failed, took, namespaces }: SpecEvidence,
  files: readonly EvidenceFile[],
  leftOut: readonly LeftOut[],
): string {
  const lines = [
    "What the cluster looked like when this test failed.",
    "",
    `Test:      ${safe(spec)}`,
    `Failed:    ${new Date(failed).toISOString()}, by the clock of the machine that followed the run`,
    `Read:      within ${(took / 1000).toFixed(1)}s after that`,
    `Namespace: ${namespaces.map(({ namespace }) => safe(namespace)).join(", ")}`,
    "",
    ...files.map(({ name }) => `${name.padEnd(12)} ${contents[name] ?? ""}`),
    "",
    "Not here: secrets and config maps, and the values of variables and annotations whose names say that they are secret.",
    ...leftOut.map(({ what, why }) => `Not here: ${oneLine(what)}: ${oneLine(why)}`),
  ];
  return `${lines.join("\n")}\n`;
}

function eventsText(events: readonly unknown[]): string {
  const rows = events
    .map(record)
    .map((event) => {
      const { involvedObject, type, reason, message, count, source, reportingComponent, series } = event;
      const { kind, name } = record(involvedObject);
      const { component, host } = record(source);
      const times = record(series).count ?? count;
      const from = [component ?? reportingComponent, host].map((one) => text(one) ?? "").filter(Boolean);
      const more = typeof times === "number" && times > 1 ? ` (${times} times)` : "";
      const by = from.length === 0 ? "" : ` [${from.join(", ")}]`;
      return {
        at: timeOf(event),
        cells: [
          timeOf(event),
          text(type) ?? "",
          text(reason) ?? "",
          `${(text(kind) ?? "").toLowerCase()}/${text(name) ?? ""}`,
          `${text(message) ?? ""}${more}${by}`,
        ],
      };
    })
    .toSorted((a, b) => a.at.localeCompare(b.at, "en"));
  return columns(rows.map(({ cells }) => cells));
}

function timeOf({ lastTimestamp, eventTime, firstTimestamp, series, metadata }: ReturnType<typeof record>) {
  const { lastObservedTime } = record(series);
  const { creationTimestamp } = record(metadata);
  const times = [lastObservedTime, lastTimestamp, eventTime, firstTimestamp, creationTimestamp];
  return times.map(text).find((time) => time !== undefined && time !== "") ?? "";
}

function podsText(pods: readonly unknown[], leftOut: LeftOut[]): string {
  if (pods.length === 0) return "";
  let room = longestPods;
  const texts: string[] = [];
  for (const pod of pods) {
    const one = stringify({ apiVersion: "v1", kind: "Pod", ...redactedObject(pod) }, { lineWidth: 0 });
    if (one.length > room) break;
    room -= one.length;
    texts.push(one.split("\n").map(safe).join("\n"));
  }
  const left = pods.length - texts.length;
  if (left > 0) leftOut.push({ what: `${left} more pods`, why: "too large to keep", forbidden: false });
  return texts.join("---\n");
}

function logText({ pod, container, previous, text: log }: ContainerLog): string {
  const lines = redactedText(log).replace(/\n$/, "").split("\n");
  const head = `==> ${safe(pod)}/${safe(container)}${previous ? ", its last attempt" : ""} <==`;
  return `${[head, ...lines.map(visible)].join("\n")}\n`;
}

/** A line with its tabs, which are harmless, and nothing else that moves a cursor. */
function visible(line: string): string {
  return line.replace(/\r$/, "").split("\t").map(safe).join("\t");
}

function tableText({ kind, rows }: KindTable): string {
  const heads = rows[0]?.columns.map((column) => column.toUpperCase()) ?? [];
  const cells = rows.map((row) => row.cells.map((cell) => (cell === null ? "<none>" : String(cell))));
  return `${kind}\n${columns([heads, ...cells])}`;
}

/** A node's conditions, in a line each: `  Ready=False  KubeletNotReady  container runtime is down`. */
function nodeText(node: unknown): string {
  const { metadata, spec, status } = record(node);
  const { conditions } = record(status);
  const { unschedulable, taints } = record(spec);
  const tainted = (Array.isArray(taints) ? taints : []).map(record).map(({ key, value, effect }) => {
    const of = text(value) === undefined || value === "" ? "" : `=${text(value)}`;
    return `${text(key) ?? ""}${of}:${text(effect) ?? ""}`;
  });
  const rows = (Array.isArray(conditions) ? conditions : [])
    .map(record)
    .map(({ type, status: is, reason, message, lastTransitionTime: since }) => [
      "",
      `${text(type) ?? ""}=${text(is) ?? ""}`,
      text(reason) ?? "",
      text(since) ?? "",
      text(message) ?? "",
    ]);
  const name = oneLine(text(record(metadata).name) ?? "");
  const more = [...(unschedulable === true ? ["unschedulable"] : []), ...tainted].map(oneLine).join(", ");
  return `${name}${more === "" ? "" : ` (${more})`}\n${columns(rows)}`;
}

/** Aligned columns, the last of which may be long; each row one line. */
function columns(rows: readonly (readonly string[])[]): string {
  const clean = rows.map((row) => row.map(oneLine));
  const widths = (clean[0] ?? []).map((_, index) =>
    clean.reduce((most, row) => Math.max(most, Math.min(60, row[index]?.length ?? 0)), 0),
  );
  return clean
    .map((row) => {
      const cells = row.map((cell, index) =>
        index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0),
      );
      return `${cells.join("  ").trimEnd()}\n`;
    })
    .join("");
}

function oneLine(words: string): string {
  return safe(redactedText(words.replace(/\s+/g, " ").trim().slice(0, longestLine)));
}
