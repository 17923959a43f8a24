import type { Style } from "../../display/style.ts";
import type { Definition, Finding } from "../../plugins/definition/definition.ts";
import type { Loaded } from "../../plugins/definition/load.ts";
import { type Needs, needsOf } from "../../plugins/needs.ts";
import { safe } from "../../text/safe.ts";

/** A report on one definition. */
export function checkLines(loaded: Loaded, style: Style): string[] {
  const { origin, reading } = loaded;
  const { definition } = reading;
  const lines =
    definition === undefined
      ? [`${origin}: ${style.bad("cannot run")}`]
      : [
          `${origin}: ${style.bold(definition.name)}, ${driverWords(definition)}`,
          ...needLines(needsOf(definition), definition),
        ];
  return [...lines.map((line) => `${line}\n`), ...findingLines(loaded, style)];
}

/** What was found in one definition, a line each. */
export function findingLines({ origin, reading }: Loaded, style: Style): string[] {
  const paint = { error: style.bad, warning: style.warning, note: (word: string) => word };
  return reading.findings.map(
    ({ level, place, line, text }) =>
      `  ${paint[level](level)}${" ".repeat(7 - level.length)}  ${line === undefined ? origin : `${origin}:${line}`}  ${safe(`${place} ${text}`.trim())}\n`,
  );
}

/** The same as a value. */
export function checkDocument({ origin, reading }: Loaded): object {
  const { definition, findings } = reading;
  return {
    origin,
    ...(definition === undefined
      ? {}
      : { plugin: summary(definition), needs: needsDocument(needsOf(definition)) }),
    findings: findings.map(findingDocument),
  };
}

function summary({
  name,
  driver,
  resultFormat,
  resultFiles,
  order,
  description,
  sourceUrl,
}: Definition): object {
  return { name, driver, resultFormat, resultFiles, order, description, sourceUrl };
}

function needsDocument({ level, host, hostPaths, images, account, objects }: Needs): object {
  return {
    podSecurity: { level: level.level, reasons: level.reasons },
    host,
    hostPaths: hostPaths.map(({ path, isReadOnly }) => ({ path, readOnly: isReadOnly })),
    images,
    account: typeof account === "string" ? account : account.named,
    objects,
  };
}

function findingDocument({ level, place, line, text }: Finding): object {
  return { level, place, ...(line === undefined ? {} : { line }), text };
}

function driverWords({ driver, resultFormat }: Definition): string {
  return `${driver === "Job" ? "one pod (Job)" : "one pod on each eligible node (DaemonSet)"}, results in the format ${resultFormat}`;
}

const accounts = {
  run: "those of the run's account: none by default, others with --permissions read or admin",
  default: "those of the namespace's default account",
  none: "none: it has no token",
} as const;

function needLines(
  { level, host, hostPaths, images, account, objects }: Needs,
  { name }: Definition,
): string[] {
  const whose =
    typeof account === "string"
      ? accounts[account]
      : `those of service account ${account.named}, which must exist in the namespace`;
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ["Pod Security", [level.level, ...level.reasons.map((reason) => `  ${reason}`)]],
    ["Host", host.length === 0 ? ["no access"] : [host.join(", ")]],
    ["Host folders", hostPaths.map(({ path, isReadOnly }) => `${path}${isReadOnly ? " (read only)" : ""}`)],
    ["Permissions", [whose]],
    ["Images", images],
    [
      "Must exist",
      objects.length === 0
        ? []
        : [...objects, `  in the namespace of the run: name it with -n, or ${name} does not start`],
    ],
  ];
  return rows.flatMap(([title, values]) =>
    values.map((value, index) => `  ${(index === 0 ? title : "").padEnd(14)}${safe(value)}`),
  );
}
