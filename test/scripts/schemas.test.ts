import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import path from "node:path";
import { aiReportSchema } from "../../src/ai/check/report-schema.ts";
import { coverageSchema } from "../../src/coverage/schema.ts";
import { buildSchema } from "../../src/history/build/schema.ts";
import { gridSchema } from "../../src/history/grid/schema.ts";
import { runSchema } from "../../src/results/run-schema.ts";
import { statusListSchema } from "../../src/run/status-schema.ts";

test.each([
  ["ai-check.schema.json", aiReportSchema],
  ["build.schema.json", buildSchema],
  ["coverage.schema.json", coverageSchema],
  ["grid.schema.json", gridSchema],
  ["run.schema.json", runSchema],
  ["status.schema.json", statusListSchema],
] as const)("docs/%s is in step with the program: npm run schemas writes it", (name, schema) => {
  const text = readFileSync(path.resolve(import.meta.dir, "../../docs", name), "utf8");
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(schema)));
});
