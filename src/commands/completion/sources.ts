import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Candidate, Sources } from "../../completion/candidates.ts";
import type { Line } from "../../completion/line.ts";
import type { Cluster } from "../../kube/cluster.ts";
import type { ConnectionFlags } from "../../kube/flags.ts";
import type { Io } from "../../process/io.ts";
import { userAgent, type Version } from "../../process/version.ts";

/** The source of a flag's or an argument's values. */
type Source = (line: Line, io: Io, version: Version) => Promise<readonly Candidate[]>;

// by the flag or the argument, whichever command has it, or after the words of the only command whose values these are
const known: Readonly<Record<string, Source>> = {
  "--context": (line, io) => contexts(line, io),
  "--contexts": (line, io) => listed(line, contexts(line, io)),
  "--cluster": fromKubeConfig((config) => config.clusters),
  "--user": fromKubeConfig((config) => config.users),
  "--namespace": (line, io, version) =>
    asking(line, io, version, async (cluster) =>
      (await cluster.core.listNamespace({ limit: 500 })).items.map(({ metadata }) => metadata?.name ?? ""),
    ),
  "<run>": (line, io, version) => runs(line, io, version),
  "--around": (line, io, version) => runs(line, io, version),
  "<node>": (line, io, version) =>
    asking(line, io, version, async (cluster) => {
      const { nodeNames } = await import("../../nodes/choose.ts");
      const names = await nodeNames(cluster, io);
      return names.filter((name) => !line.before.includes(name));
    }),
  "--release": releases,
  "--from-release": releases,
  "submission check --latest": releases,
  "tests diff <from>": releases,
  "tests diff <to>": releases,
  "tests explain <test>": testsOrWords,
  "results show <test>": tests,
  "logs --test": tests,
  "tests list --sig": sigs,
  "results --sig": sigs,
  "run --sig": (line) => listed(line, sigs(line)),
  "rerun --sig": (line) => listed(line, sigs(line)),
  "resume --sig": (line) => listed(line, sigs(line)),
  "wait --for": async () => texts((await import("../runs/conditions.ts")).conditions),
  "tests list --tag": tags,
  "results --tag": tags,
  "--volume": async () => texts(["pvc", "emptyDir", "hostPath:/"]),
  "--skip-preflight": (line) => listed(line, checks(["all"])),
  "preflight --skip": (line) => listed(line, checks([])),
};

/** The values of flags and arguments that this machine, the cluster or the lists of tests know; silent if they are unavailable. */
export function sourcesOf(io: Io, version: Version): Sources {
  return async (line) => {
    const { wanted } = line;
    if (wanted.kind !== "value" && wanted.kind !== "argument") return undefined;
    const name = wanted.kind === "value" ? `--${wanted.option.name()}` : `<${wanted.argument.name()}>`;
    const source = known[`${wordsOf(wanted.command)} ${name}`] ?? known[name];
    // kubectl's own completion also says nothing if a cluster does not answer
    return source?.(line, io, version).catch(() => []);
  };
}

/** The words that name a command: `tests diff`. */
function wordsOf(command: CommandUnknownOpts): string {
  const above = command.parent?.parent ? `${wordsOf(command.parent)} ` : "";
  return above + command.name();
}

function contexts(line: Line, io: Io): Promise<readonly Candidate[]> {
  return fromKubeConfig((config) => config.contexts)(line, io);
}

function fromKubeConfig(
  choose: (config: {
    readonly contexts: readonly { name: string }[];
    readonly clusters: readonly { name: string }[];
    readonly users: readonly { name: string }[];
  }) => readonly { name: string }[],
): (line: Line, io: Io) => Promise<readonly Candidate[]> {
  return async ({ given }, io) => {
    const { loadKubeConfig } = await import("../../kube/kubeconfig.ts");
    const file = typeof given.kubeconfig === "string" ? given.kubeconfig : undefined;
    return texts(choose(loadKubeConfig(file, true, io).kubeConfig).map(({ name }) => name));
  };
}

// somebody waits with a finger on the key
const patience = 2000;

async function asking(
  { given }: Line,
  io: Io,
  version: Version,
  ask: (cluster: Cluster) => Promise<readonly string[]>,
): Promise<readonly Candidate[]> {
  const { connect } = await import("../../kube/connection.ts");
  const { openCluster } = await import("../../kube/cluster.ts");
  const { asGroup, asUserExtra, ...flags } = given;
  const connection = connect(
    {
      ...flags,
      ...(typeof asGroup === "string" ? { asGroup: [asGroup] } : {}),
      ...(typeof asUserExtra === "string" ? { asUserExtra: [asUserExtra] } : {}),
    } as ConnectionFlags,
    io,
  );
  const cluster = openCluster({ ...connection, requestTimeout: patience }, userAgent(version), io, {
    patience: 1,
    signal: AbortSignal.timeout(patience),
  });
  return texts(await ask(cluster));
}

function runs(line: Line, io: Io, version: Version): Promise<readonly Candidate[]> {
  return asking(line, io, version, async (cluster) => {
    const { readRuns } = await import("../../run/runs.ts");
    const { runsWhere } = await import("../runs/choose.ts");
    const { namespace, allNamespaces } = line.given;
    const all = await readRuns(cluster);
    const where = typeof namespace === "string" && allNamespaces === undefined ? { namespace } : {};
    return runsWhere(all, where).runs.map(({ id }) => id);
  });
}

/** The names of the tests of the release on the line, otherwise of the newest. */
async function namesOfTests({ given }: Line): Promise<readonly string[]> {
  const { readRelease } = await import("../tests/release.ts");
  const { listedTests } = await import("../../suite/required/required.ts");
  const release = typeof given.release === "string" ? given.release : undefined;
  return listedTests(readRelease(release, "--release").minor) ?? [];
}

async function tests(line: Line): Promise<readonly Candidate[]> {
  return texts(await namesOfTests(line));
}

/**
 * Names of tests if one has been started; otherwise words of their names, because some of them are enough and no shell completes what does not begin
 * with what was typed: words of the tests that contain the earlier words.
 */
async function testsOrWords(line: Line): Promise<readonly Candidate[]> {
  const { typed, before } = line;
  const names = await namesOfTests(line);
  if (typed.startsWith("[") || (typed === "" && before.length === 0)) return texts(names);
  const { findNames } = await import("../../suite/required/find.ts");
  const meant = before.length === 0 ? names : findNames(before.join(" "), names);
  const words = meant.flatMap((name) => name.match(/[\p{L}\d][\p{L}\d./-]+[\p{L}\d]/gu) ?? []);
  const cased = typed === typed.toLowerCase() ? words.map((word) => word.toLowerCase()) : words;
  return texts(cased.filter((word) => !before.includes(word)).sort());
}

async function sigs(line: Line): Promise<readonly Candidate[]> {
  const { sigOf } = await import("../../suite/names.ts");
  const all = (await namesOfTests(line)).map((name) => sigOf(name) ?? "");
  // with its prefix if that was typed
  return texts(line.typed.startsWith("sig-") ? all : all.map((sig) => sig.replace(/^sig-/, "")));
}

async function tags(line: Line): Promise<readonly Candidate[]> {
  const { tagsOf } = await import("../../suite/names.ts");
  const all = (await namesOfTests(line)).flatMap(tagsOf);
  return texts(all.filter((tag) => tag !== "Conformance" && !tag.startsWith("sig-")));
}

async function releases(): Promise<readonly Candidate[]> {
  const { heldMinors } = await import("../../suite/required/required.ts");
  return texts(heldMinors());
}

async function checks(more: readonly string[]): Promise<readonly Candidate[]> {
  const { checkNames } = await import("../../preflight/preflight.ts");
  return texts([...more, ...checkNames]);
}

/** For a comma-separated list: continuations of its last entry, without those that are already in it. */
async function listed({ typed }: Line, names: Promise<readonly Candidate[]>): Promise<readonly Candidate[]> {
  const before = typed.slice(0, typed.lastIndexOf(",") + 1);
  const taken = new Set(before.split(","));
  return (await names)
    .filter(({ text }) => !taken.has(text))
    .map((candidate) => ({ ...candidate, text: before + candidate.text }));
}

function texts(names: readonly string[]): Candidate[] {
  return [...new Set(names)].filter((name) => name !== "").map((text) => ({ text }));
}
