import path from "node:path";
import { type ExitCode, InputError } from "../../errors.ts";
import { openCluster } from "../../kube/cluster.ts";
import { connect } from "../../kube/connection.ts";
import { needsOf } from "../../plugins/needs.ts";
import { levelFor, type PluginPlan, plannedPlugins, type Wanted } from "../../plugins/run/plan.ts";
import { userAgent } from "../../process/version.ts";
import { refuseUsedDir } from "../../results/files.ts";
import { readFacts } from "../../run/facts.ts";
import { newRunId } from "../../run/identity.ts";
import { conformanceRepository, releaseOf } from "../../run/plan/image.ts";
import { namePattern } from "../../run/plan/plan-schema.ts";
import { reservedFault } from "../../run/plan/reserved.ts";
import type { Context } from "../context.ts";
import { duration, pullSecret } from "../run/flag-values.ts";
import { readWanted } from "./read-flags.ts";
import type { PluginRunFlags } from "./run.ts";
import { showPluginSession } from "./show.ts";

const defaultNamespace = "conformance-plugins";

// somebody waits for the first answer, so a lost one is retried only for a moment
const firstPatience = 2000;

/** Runs plugins. Returns the exit code; throws what keeps the run from starting, or from an end. */
export async function runPlugins(context: Context, flags: PluginRunFlags): Promise<ExitCode> {
  const { io } = context;
  const namespace = flags.namespace ?? defaultNamespace;
  const fault = new RegExp(namePattern).test(namespace)
    ? reservedFault(namespace)
    : "is not the name of a namespace";
  if (fault !== undefined) throw new InputError(`--namespace ${namespace}: ${fault}`);
  const timeout = flags.timeout === "0" ? 0 : duration("--timeout", flags.timeout);
  const startupTimeout = duration("--startup-timeout", flags.startupTimeout);
  const secret = flags.imagePullSecret === undefined ? undefined : pullSecret(flags.imagePullSecret);
  const wanted = await readWanted(flags, io);
  const level = levelFor(wanted);
  if (level === "privileged" && flags.allowPrivileged !== true) throw privileged(wanted);
  if (flags.detach === true && new Set(wanted.map(({ definition }) => definition.order)).size > 1)
    throw new InputError(
      "--detach: the plugins have different orders, and this command starts them one after another",
      {
        fix: "leave out --detach, or run them one order at a time",
      },
    );
  if (flags.resultsDir !== undefined) await refuseUsedDir(path.resolve(io.cwd, flags.resultsDir));
  const connection = connect(flags, io);
  const agent = userAgent(context.version);
  const first = openCluster(connection, agent, io, { signal: io.signal, patience: firstPatience });
  const { server, nodes } = await readFacts(first);
  const plan: PluginPlan = {
    id: newRunId(io.now()),
    namespace,
    permissions: flags.permissions,
    level,
    collectorImage: flags.collectorImage ?? conformanceImage(server),
    imagePullSecret: secret,
    timeout,
    server,
    plugins: plannedPlugins(wanted, nodes),
  };
  const namespaceBy = flags.namespace === undefined ? "mark" : "name";
  return showPluginSession(
    context,
    // an interruption must not keep the cluster from being cleaned up, so these calls do not depend on the signal
    openCluster(connection, agent, io),
    { kind: "new", plan, namespaceBy },
    {
      dir: path.resolve(io.cwd, flags.resultsDir ?? path.join("conformance-results", plan.id)),
      keep: flags.keep === true,
      detach: flags.detach === true,
      startupTimeout,
    },
    { output: flags.output, stopFirst: false },
  );
}

function conformanceImage(server: string): string {
  const release = releaseOf(server);
  if (release !== undefined) return `${conformanceRepository}:${release}`;
  throw new InputError(`the server's version ${server} names no Kubernetes release`, {
    fix: "name the image of the collector with --collector-image",
  });
}

function privileged(wanted: readonly Wanted[]): InputError {
  const reasons = wanted.flatMap(({ definition }) => {
    const { level } = needsOf(definition);
    return level.level === "privileged" ? [`${definition.name}: ${level.reasons.join(", ")}`] : [];
  });
  return new InputError(`the plugins need the privileged Pod Security level: ${reasons.join("; ")}`, {
    fix: "if you trust them with the nodes that they run on: --allow-privileged",
  });
}
