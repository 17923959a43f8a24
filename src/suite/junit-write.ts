import { xmlText } from "../text/xml-text.ts";
import { countStates, type JunitReport } from "./junit.ts";
import type { SpecResult, SpecState } from "./spec.ts";

/** What the report itself does not say about the suite; both default to the values of the official image. */
export interface JunitSuite {
  readonly name?: string;
  readonly path?: string;
}

/** Writes the report as Ginkgo v2 and Kubernetes do (ginkgo v2 reporters/junit_report.go). */
export function writeJunit(report: JunitReport, suite: JunitSuite = {}): string {
  const name = suite.name ?? "Kubernetes e2e suite";
  const all = [...report.suiteNodes, ...report.cases];
  const { pending, skipped } = countStates(all);
  const errors = all.filter((spec) => errorStates.has(spec.state)).length;
  const failures = all.filter((spec) => spec.state === "failed" || spec.state === "timedout").length;
  const time = goFloat(report.seconds ?? 0);
  const counts = { errors: String(errors), failures: String(failures), time };
  const properties = Object.entries(report.properties);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `  <testsuites${attributes({ tests: String(all.length), disabled: String(pending + skipped), ...counts })}>`,
    `      <testsuite${attributes({
      name,
      package: suite.path ?? "/usr/local/bin",
      tests: String(all.length),
      disabled: String(pending),
      skipped: String(skipped),
      ...counts,
      timestamp: report.timestamp ?? "",
    })}>`,
    "          <properties>",
    ...properties.map(
      ([key, value]) => `              <property${attributes({ name: key, value })}></property>`,
    ),
    "          </properties>",
    ...report.suiteNodes.map((node) => testcase(node, node.name, name)),
    ...report.cases.map((spec) => testcase(spec, `[It] ${spec.name}`, name)),
    "      </testsuite>",
    "  </testsuites>",
  ].join("\n");
}

/** Ginkgo counts an aborted spec as an error, though it writes it as a failure. */
const errorStates: ReadonlySet<SpecState> = new Set<SpecState>(["panicked", "interrupted", "aborted"]);

function testcase(spec: SpecResult, name: string, classname: string): string {
  const start = { name, classname, status: spec.state, time: goFloat(spec.seconds) };
  const open = `          <testcase${attributes(start)}>`;
  return spec.state === "passed"
    ? `${open}</testcase>`
    : `${open}\n              ${verdict(spec)}\n          </testcase>`;
}

function verdict(spec: SpecResult): string {
  if (spec.state === "skipped" || spec.state === "pending") {
    const message = spec.message === undefined ? spec.state : `${spec.state} - ${spec.message}`;
    return `<skipped${attributes({ message })}></skipped>`;
  }
  const element = spec.state === "panicked" || spec.state === "interrupted" ? "error" : "failure";
  const place = spec.location === undefined ? "" : `In [It] at: ${spec.location}\n`;
  const text = `[${spec.state.toUpperCase()}] ${spec.message ?? ""}\n${place}`;
  return `<${element}${attributes({ message: "", type: spec.state })}>${xmlText(text)}</${element}>`;
}

function attributes(of: Record<string, string>): string {
  return Object.entries(of)
    .map(([name, value]) => ` ${name}="${xmlText(value)}"`)
    .join("");
}

/** A number of seconds as Go prints it: `4.4125e-05` where JavaScript has `0.000044125`. */
function goFloat(value: number): string {
  const [digits = "0", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  if (value === 0 || (power >= -4 && power < 21)) return String(value);
  const sign = power < 0 ? "-" : "+";
  return `${digits}e${sign}${String(Math.abs(power)).padStart(2, "0")}`;
}
