import type { V1Container, V1EnvVar, V1PodSpec } from "@kubernetes/client-node";
import type { Definition, Finding } from "./definition.ts";

/** Something that an author of a definition may not expect. */
export interface Hint {
  readonly level: Finding["level"];
  readonly path: readonly (string | number)[];
  readonly text: string;
}

/** The container beside the plugin's own that hands over its results. */
export const collectorName = "results-collector";

/** What Sonobuoy mounts the results volume at, since 0.56. */
export const pluginResults = "/tmp/sonobuoy/results";

/** What Sonobuoy and this program set themselves, whatever the definition says. */
export const injectedNames = [
  "RESULTS_DIR",
  "SONOBUOY",
  "SONOBUOY_CONFIG_DIR",
  "SONOBUOY_K8S_VERSION",
  "SONOBUOY_PROGRESS_PORT",
  "SONOBUOY_RESULTS_DIR",
] as const;

const usualValues: Readonly<Record<string, string>> = {
  RESULTS_DIR: pluginResults,
  SONOBUOY: "true",
  SONOBUOY_CONFIG_DIR: "/tmp/sonobuoy/config",
  SONOBUOY_PROGRESS_PORT: "8099",
  SONOBUOY_RESULTS_DIR: pluginResults,
};

/** What only Sonobuoy's own worker gets: a plugin that reads it waits for something that is not there. */
const workerOnly = ["AGGREGATOR_URL", "CA_CERT", "CLIENT_CERT", "CLIENT_KEY", "RESULT_TYPE"];

/** What is valid in a definition, but does something else than it seems to, or cannot run here. Pure. */
export function hints(definition: Definition): Hint[] {
  const { container, podSpec } = definition;
  const found: Hint[] = [...podHints(definition), ...windows(podSpec)];
  const containers: readonly Place[] = [
    { path: ["spec"], container },
    ...(podSpec?.containers ?? []).map((one, index) => ({
      path: ["podSpec", "containers", index],
      container: one,
    })),
  ];
  for (const place of containers) found.push(...environmentHints(place), ...textHints(place, definition));
  const names = containers.map((place) => place.container.name);
  for (const { path, container: one } of containers) {
    if (one.name === collectorName)
      found.push({
        level: "error",
        path: [...path, "name"],
        text: `"${collectorName}" is the name of the container that collects the results`,
      });
    if (names.indexOf(one.name) !== names.lastIndexOf(one.name) && path[0] !== "spec")
      found.push({
        level: "error",
        path: [...path, "name"],
        text: `${JSON.stringify(one.name)} is the name of two containers`,
      });
  }
  return found;
}

interface Place {
  readonly path: readonly (string | number)[];
  readonly container: V1Container;
}

function podHints({ podSpec, driver, order, skipCleanup }: Definition): Hint[] {
  const found: Hint[] = [];
  if (podSpec !== undefined && driver === "Job" && podSpec.restartPolicy === undefined)
    found.push({
      level: "note",
      path: ["podSpec"],
      text: "has no restartPolicy: Sonobuoy would restart the container whenever it ends; here it runs once (Never)",
    });
  if (podSpec?.restartPolicy !== undefined && driver === "DaemonSet")
    found.push({
      level: "note",
      path: ["podSpec", "restartPolicy"],
      text: "has no effect: a container that fails is restarted twice, and one that succeeds is not",
    });
  const account = podSpec?.serviceAccountName ?? podSpec?.serviceAccount;
  if (podSpec !== undefined && account === undefined)
    found.push({
      level: "note",
      path: ["podSpec"],
      text: "has no serviceAccountName: the pods get the namespace's default account, whatever --permissions says; for the run's account, name sonobuoy-serviceaccount",
    });
  if (skipCleanup)
    found.push({
      level: "note",
      path: ["sonobuoy-config", "skip-cleanup"],
      text: "leaves the pods in the cluster until the run is removed: kubectl conformance cleanup",
    });
  if (order !== 0)
    found.push({
      level: "note",
      path: ["sonobuoy-config", "order"],
      text: "makes the command start the plugin when those of a lower order have ended, so that such a run cannot be left with --detach",
    });
  return found;
}

function windows(podSpec: V1PodSpec | undefined): Hint[] {
  const selector = podSpec?.nodeSelector ?? {};
  const isWindows = podSpec?.os?.name === "windows" || selector["kubernetes.io/os"] === "windows";
  if (!isWindows) return [];
  return [
    {
      level: "error",
      path: ["podSpec", podSpec?.os?.name === "windows" ? "os" : "nodeSelector"],
      text: "chooses Windows nodes, where results cannot be collected: the collector is a Linux container",
    },
  ];
}

function environmentHints({ path, container }: Place): Hint[] {
  const env: readonly V1EnvVar[] = container.env ?? [];
  const overwritten = env.filter(({ name, value }) => isInjected(name) && value !== usualValues[name]);
  const names = overwritten.map(({ name }) => name).join(", ");
  const found: Hint[] =
    names === ""
      ? []
      : [
          {
            level: "note",
            path: [...path, "env"],
            text: `sets ${names}, which the runner always sets itself`,
          },
        ];
  // sorted by name before the pod is created, so that only earlier names are known
  for (const [index, { name, value = "" }] of env.entries())
    for (const [, other = ""] of value.matchAll(/(?<!\$)\$\(([\w.-]+)\)/g)) {
      const isKnown = env.some((variable) => variable.name === other) || isInjected(other);
      if (isKnown && other.toLowerCase() > name.toLowerCase())
        found.push({
          level: "warning",
          path: [...path, "env", index],
          text: `refers to $(${other}), which stays as it is: variables are sorted by name, and ${other} comes after ${name}`,
        });
    }
  return found;
}

function isInjected(name: string): boolean {
  return injectedNames.some((known) => known === name);
}

/** By what the container runs: its command, its arguments, and the files that it finds in the config map. */
function textHints({ path, container }: Place, { configMap }: Definition): Hint[] {
  const texts = [...(container.command ?? []), ...(container.args ?? []), ...Object.values(configMap)];
  const has = (pattern: RegExp) => texts.some((text) => pattern.test(text));
  const names = (container.env ?? []).map(({ name }) => name);
  const results = (container.volumeMounts ?? []).find(({ name }) => name === "results")?.mountPath;
  const found: Hint[] = [];
  const note = (text: string) => found.push({ level: "note", path, text });
  if (has(/(?<![\w/])\/tmp\/results\b/) && results !== "/tmp/results")
    found.push({
      level: "warning",
      path,
      text: `names /tmp/results, but the results are at ${pluginResults} (RESULTS_DIR): mount the volume "results" there too`,
    });
  if (has(/\bNODE_NAME\b/) && !names.includes("NODE_NAME"))
    note(
      "names NODE_NAME, which a plugin gets only if its definition sets it: valueFrom.fieldRef spec.nodeName",
    );
  for (const name of workerOnly)
    if (has(new RegExp(`\\$\\{?${name}\\b`)) && !names.includes(name))
      note(`names ${name}, which only Sonobuoy's worker has; here there is no aggregator`);
  if (has(/(?:-n|--namespace)[= ]?sonobuoy\b|sonobuoy\.hept\.io\/status/))
    note(
      "names the namespace or the status of Sonobuoy's aggregator: run it with -n sonobuoy; there is no aggregator's pod",
    );
  return found;
}
