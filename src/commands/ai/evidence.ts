import { readFile } from "node:fs/promises";
import path from "node:path";
import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Output } from "../../ai/evidence/document.ts";
import type { Finding, Look } from "../../ai/preflight/finding.ts";
import { InputError } from "../../errors.ts";
import type { Cluster } from "../../kube/cluster.ts";
import type { Io } from "../../process/io.ts";
import { safe } from "../../text/safe.ts";
import { connectionFlags } from "../connection-flags.ts";
import type { Context } from "../context.ts";
import { checkRelease } from "../release-flag.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";

/** `ai evidence`: what the cluster shows of each requirement, as files of the submission. */
export function evidenceCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((requirements, flags) => evidence(context, requirements, flags));
}

function declared({ name }: Context) {
  const command = new Command("evidence")
    .summary("write what the cluster shows of each requirement into the submission")
    .description(
      "Writes a Markdown file for each requirement of which the cluster shows something, with the commands, their output, the versions and the time, into evidence/ of the submission, and links it from PRODUCT.yaml. Secrets and internal addresses are replaced. Nothing is claimed that was not seen, and no status is set.",
    )
    .argument("[requirement...]", "the requirements (default: all); e.g. ai_inference")
    .option(
      "--submission <folder>",
      "the folder of the submission, v1.37/<product>, with its PRODUCT.yaml (required)",
    )
    .option("--release <version>", "the release of Kubernetes (default: that of the folder); e.g. v1.37")
    .option("--checklist <file|url>", "the checklist of a release that this version does not know");
  return withFlags(command, connectionFlags).addHelpText(
    "after",
    `
Examples:
  ${name} ai evidence --submission v1.37/acme
  ${name} ai evidence ai_inference gang_scheduling --submission v1.37/acme

Exit codes:
  0 something was written   1 the cluster shows nothing of what was asked for   2 bad usage or input   3 the cluster could not be reached`,
  );
}

type EvidenceFlags = FlagsOf<typeof declared>;

/** Writes the documents and links them. Throws InputError, RunError if a file cannot be written, and what the cluster answers. */
async function evidence(context: Context, wanted: readonly string[], flags: EvidenceFlags): Promise<void> {
  checkRelease(flags.release, "--release");
  const { io, version, exit } = context;
  const { documentName, documentOf } = await import("../../ai/evidence/document.ts");
  const { withLinks } = await import("../../ai/package/answers.ts");
  const { placeOf } = await import("../../ai/place.ts");
  const { readProduct } = await import("../../ai/product/product.ts");
  const { writeDraft } = await import("../../submission/init-files.ts");
  const { viewCluster } = await import("./cluster-view.ts");
  const { submission } = flags;
  if (submission === undefined)
    throw new InputError("--submission is missing: the folder to write into", {
      fix: "write its PRODUCT.yaml first: ai init",
    });
  const folder = path.resolve(io.cwd, submission);
  const { release } = placeOf(folder, flags.release);
  const file = path.join(folder, "PRODUCT.yaml");
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new InputError(`${submission} contains no PRODUCT.yaml`, {
      fix: "write it first: ai init",
      cause,
    });
  });
  const reading = readProduct(bytes);
  if (reading.kind === "unreadable") throw new InputError(`${file}: ${reading.why.replace(/\s+/g, " ")}`);
  const { cluster, findings, checklist, server } = await viewCluster(context, flags, release);
  const chosen = choose(findings, wanted);
  const shown = chosen.filter(({ verdict }) => verdict === "likely");
  const read = rememberingLooks(cluster, io);
  for (const finding of shown) {
    const listed = checklist.requirements.find(({ id }) => id === finding.requirement);
    const outputs: Output[] = [];
    for (const look of finding.looks) outputs.push({ command: look.command, text: await read(look) });
    const text = documentOf({
      finding,
      description: listed?.description ?? "",
      outputs,
      server,
      at: io.now(),
      tool: version.version,
    });
    await writeDraft(folder, documentName(finding.requirement), text);
    io.stdout.write(`${safe(path.relative(io.cwd, path.join(folder, documentName(finding.requirement))))}\n`);
  }
  const additions = shown.map(({ category, requirement }) => ({
    category,
    id: requirement,
    links: [documentName(requirement)],
  }));
  const given = (category: string, id: string) =>
    reading.product.spec?.get(category)?.findLast((one) => one.id === id);
  const text = new TextDecoder().decode(bytes);
  const linked = withLinks(text, additions, given);
  if (linked !== text) await writeDraft(folder, "PRODUCT.yaml", linked);
  for (const { requirement, verdict, found } of chosen)
    if (verdict !== "likely")
      io.stderr.write(`${requirement}: ${verdict}, so nothing is written: ${safe(found.join("; "))}\n`);
  if (shown.length > 0)
    io.stderr.write("read the files: a status is yours to claim, and a reviewer judges what they show\n");
  exit(shown.length > 0 ? 0 : 1);
}

function choose(findings: readonly Finding[], wanted: readonly string[]): readonly Finding[] {
  const known = findings.map(({ requirement }) => requirement);
  const wrong = wanted.find((name) => !known.includes(name));
  if (wrong !== undefined)
    throw new InputError(`there is no requirement ${wrong}`, { fix: `choose from: ${known.join(", ")}` });
  return wanted.length === 0 ? findings : findings.filter(({ requirement }) => wanted.includes(requirement));
}

const mostRows = 200;

/** What kubectl would print for a look; each is asked for once. */
function rememberingLooks(cluster: Cluster, io: Io): (look: Look) => Promise<string> {
  const known = new Map<string, Promise<string>>();
  const print = async (look: Look) => {
    const { lookAt } = await import("../../ai/evidence/look.ts");
    const { columns } = await import("../../display/columns.ts");
    const looked = await lookAt(cluster, look, io);
    if (looked.kind === "nothing") return looked.why;
    const [first] = looked.rows;
    if (first === undefined) return "No resources found";
    const isNamespaced = first.namespace !== "";
    const header = [
      ...(isNamespaced ? ["NAMESPACE"] : []),
      ...first.columns.map((name) => name.toUpperCase()),
    ];
    const rows = looked.rows
      .slice(0, mostRows)
      .map(({ namespace, cells }) => [
        ...(isNamespaced ? [namespace] : []),
        ...cells.map((cell) => String(cell ?? "")),
      ]);
    const left = looked.rows.length - rows.length;
    return columns(header, rows) + (left > 0 ? `... and ${left} more rows\n` : "");
  };
  return (look) => {
    const answer = known.get(look.path) ?? print(look);
    known.set(look.path, answer);
    return answer;
  };
}
