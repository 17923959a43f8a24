import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { V1Node } from "@kubernetes/client-node";
import { exitCode, firstLine, RunError, UserError } from "../../errors.ts";
import { type Cluster, endingWith } from "../../kube/cluster.ts";
import { persist } from "../../kube/retry.ts";
import type { Io } from "../../process/io.ts";
import { finishResultsDir, writeWhole } from "../../results/files.ts";
import { Ended, type Endings } from "../../run/endings.ts";
import { openRunFolder } from "../../run/folder.ts";
import { randomLetters } from "../../run/identity.ts";
import type { Made } from "../../run/start.ts";
import { redactText } from "../../text/redact.ts";
import { pluginFolder } from "../snapshot/layout.ts";
import type { Item } from "../tree/item.ts";
import { type Conducted, conduct, type Place } from "./conduct.ts";
import { createPluginPlace } from "./create.ts";
import type { PluginEvent } from "./events.ts";
import { finishFolder } from "./finish.ts";
import { pluginObjects } from "./objects.ts";
import type { PluginPlan } from "./plan.ts";
import { removePlugins } from "./remove.ts";
import { type PluginMarks, type PluginState, stateOf } from "./state.ts";
import { UnitRun } from "./unit.ts";

/** A run to start, or one that is in the cluster. */
export type PluginSource =
  | { readonly kind: "new"; readonly plan: PluginPlan; readonly namespaceBy: "name" | "mark" }
  | { readonly kind: "there"; readonly marks: PluginMarks };

export interface PluginSessionOptions {
  readonly dir: string;
  readonly endings: Endings;
  readonly io: Pick<Io, "now" | "monotonic" | "sleep" | "pid" | "signal">;
  /** Leaves the run in the cluster at its end. */
  readonly keep: boolean;
  /** Leaves it as soon as its pods are created. */
  readonly detach: boolean;
  /** Milliseconds within which a pod must start. */
  readonly startupTimeout: number;
  /** The name and version of this program. */
  readonly tool: string;
}

/** What came of a run of plugins. */
export type PluginResult =
  | {
      readonly kind: "finished";
      readonly id: string;
      readonly how: "done" | "stopped" | "aborted";
      readonly trees: readonly Item[];
      /** Places whose results are errors. */
      readonly errors: number;
      readonly remains: readonly string[];
    }
  | { readonly kind: "left"; readonly id: string };

/**
 * The life of a run of plugins as one stream: creates or continues it, follows its pods, fetches what they leave, makes the trees, and removes
 * it from the cluster.
 * @throws what keeps it from starting, with nothing left of it; RunError afterwards, with the run left as it is
 */
export async function* pluginSession(
  cluster: Cluster,
  source: PluginSource,
  options: PluginSessionOptions,
): AsyncGenerator<PluginEvent, PluginResult> {
  const { dir, io } = options;
  const state = source.kind === "new" ? stateOf(source.plan) : source.marks.state;
  const claim = await openRunFolder(dir, state.id, io);
  try {
    return yield* within(cluster, source, state, options);
  } finally {
    await claim.release();
  }
}

async function* within(
  cluster: Cluster,
  source: PluginSource,
  state: PluginState,
  options: PluginSessionOptions,
): AsyncGenerator<PluginEvent, PluginResult> {
  const { dir, io, endings } = options;
  io.signal.throwIfAborted();
  yield {
    kind: "plugins-started",
    at: io.now(),
    id: state.id,
    namespace: state.namespace,
    server: redactText(cluster.connection.server),
    version: state.server,
    plugins: state.plugins.map(({ name, driver, units }) => ({ name, driver, places: units.length })),
    folder: dir,
  };
  const { made, places } =
    source.kind === "new" ? await begin(cluster, source, options) : taken(source.marks);
  const how = yield* conduct(cluster, {
    id: state.id,
    namespace: state.namespace,
    dir,
    places,
    timeout: state.timeout === 0 ? Number.POSITIVE_INFINITY : state.timeout,
    startupTimeout: options.startupTimeout,
    detach: options.detach,
    endings,
    io,
  });
  return yield* end(cluster, state, made, how, places, options);
}

/** What to remove of a run of plugins at its end. */
export function madeOf({ id, namespace, serviceAccount, created }: PluginMarks): Made {
  return {
    runId: id,
    namespace: namespace.name,
    namespaceUid: namespace.uid,
    foreignNamespace: !namespace.made,
    serviceAccount,
    since: created,
  };
}

/** What is in the cluster of a run that somebody else has begun. */
function taken(marks: PluginMarks): Begun {
  const { state } = marks;
  const places = state.plugins.flatMap(({ name, order, units }) =>
    units.map(({ node, refused }) => ({
      unit: new UnitRun({ plugin: name, node }),
      order,
      refused,
      pod: undefined,
    })),
  );
  return { made: madeOf(marks), places };
}

interface Begun {
  readonly made: Made;
  readonly places: readonly Place[];
}

/** Creates everything but the pods; a run that does not even start leaves nothing. */
async function begin(
  cluster: Cluster,
  { plan, namespaceBy }: Extract<PluginSource, { kind: "new" }>,
  { dir, endings, io }: PluginSessionOptions,
): Promise<Begun> {
  const objects = pluginObjects(plan, randomLetters(8));
  await keepDefinitions(dir, plan);
  let known: Made | undefined;
  const onMade = (now: Made) => {
    known = now;
  };
  const signal = endings.signal();
  try {
    const made = await createPluginPlace(endingWith(cluster, signal), plan, objects, namespaceBy, {
      io,
      onMade,
      signal,
    });
    const places = plan.plugins.flatMap((plugin) =>
      plugin.units.map((unit) => ({
        unit: new UnitRun({ plugin: unit.plugin, node: unit.node }),
        order: plugin.definition.order,
        refused: unit.refused,
        pod: objects.podFor(plugin, unit),
      })),
    );
    return { made, places };
  } catch (error) {
    if (known !== undefined) {
      const remains = await removePlugins(cluster, known, io, endings.signal("abort"));
      if (remains.length > 0)
        throw new RunError(`${firstLine(error)}; still in the cluster: ${remains.join("; ")}`, {
          fix: `remove it: kubectl conformance cleanup ${plan.id}`,
          cause: error,
        });
    }
    if (!(error instanceof Ended)) throw error;
    throw new UserError("the run was ended before it started", { code: exitCode.interrupted });
  }
}

/** The definitions, as they were given, and without the values of `--plugin-env`. */
async function keepDefinitions(dir: string, plan: PluginPlan): Promise<void> {
  for (const { definition, text } of plan.plugins) {
    const folder = path.join(dir, pluginFolder(definition.name));
    await mkdir(folder, { recursive: true });
    await writeWhole(path.join(folder, "definition.yaml"), text, { overwrite: true });
  }
}

async function* end(
  cluster: Cluster,
  state: PluginState,
  made: Made,
  how: Conducted,
  places: readonly Place[],
  options: PluginSessionOptions,
): AsyncGenerator<PluginEvent, PluginResult> {
  const { dir, io, endings, keep, tool } = options;
  const { id, namespace } = state;
  if (how === "left") {
    yield { kind: "plugins-left", at: io.now(), id, namespace };
    return { kind: "left", id };
  }
  const nodes = await nodesOf(cluster, io);
  const trees = await finishFolder(dir, state, { server: state.server, nodes }, tool);
  await finishResultsDir(dir);
  let remains: readonly string[] = [];
  const staying = state.plugins.filter(({ skipCleanup }) => skipCleanup).map(({ name }) => name);
  if (staying.length > 0 && !keep) {
    const text = `the run stays in the cluster, because ${staying.join(", ")} asks for it (skip-cleanup); to remove it: kubectl conformance cleanup ${id}`;
    yield { kind: "notice", at: io.now(), level: "note", text };
  } else if (!keep) {
    remains = await removePlugins(cluster, made, io, endings.signal("abort"));
    yield { kind: "plugins-cleaned", at: io.now(), remains };
  }
  const plugins = trees.map(({ name, status }) => ({ name, status }));
  yield { kind: "plugins-finished", at: io.now(), plugins, folder: dir };
  const errors = places.filter(({ unit }) => unit.status !== "collected").length;
  return { kind: "finished", id, how, trees, errors, remains };
}

// milliseconds: the results do not depend on it
const patience = 20_000;

async function nodesOf(cluster: Cluster, io: Pick<Io, "monotonic" | "sleep">): Promise<readonly V1Node[]> {
  try {
    return (await persist(io, patience, () => cluster.core.listNode())).items;
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
