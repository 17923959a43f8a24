import { jsonText, yamlText } from "../../text/printed.ts";
import { safe } from "../../text/safe.ts";
import type { Printed } from "./printed.ts";

/** `-o json`: the whole coverage, as docs/coverage.schema.json describes it; only the endpoints that were asked for. */
export function asJson(printed: Printed): string {
  return jsonText(documentOf(printed));
}

/** `-o yaml`: the same. */
export async function asYaml(printed: Printed): Promise<string> {
  return yamlText((await import("yaml")).stringify(documentOf(printed), { lineWidth: 0 }));
}

function documentOf({ coverage, endpoints, isChosen }: Printed): object {
  return isChosen ? { ...coverage, endpoints } : coverage;
}

const head =
  "operationId,method,path,group,version,kind,action,level,category,deprecated,eligible,pending,tested,conformanceTested,requests,tests,ineligible";

/** `-o csv`: one line for each endpoint, for a spreadsheet. */
export function asCsv({ endpoints }: Printed): string {
  const rows = endpoints.map((one) =>
    [
      one.operationId,
      one.method,
      one.path,
      one.group ?? "",
      one.version ?? "",
      one.kind ?? "",
      one.action,
      one.level,
      one.category,
      one.deprecated,
      one.eligible,
      one.pending === true,
      one.tested,
      one.conformanceTested,
      one.requests,
      one.tests.join("; "),
      one.ineligible?.reason ?? "",
    ]
      .map((value) => cell(String(value)))
      .join(","),
  );
  return [head, ...rows].map((row) => `${row}\r\n`).join("");
}

/** RFC 4180; what a spreadsheet would take for a formula is text. */
function cell(value: string): string {
  const text = safe(/^[=+@\t-]/.test(value) ? `'${value}` : value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** `-o name`: the operationIds. */
export function asNames({ endpoints }: Printed): string {
  return endpoints.map(({ operationId }) => `${safe(operationId)}\n`).join("");
}
