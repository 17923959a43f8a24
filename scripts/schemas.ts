// Writes the JSON Schemas of what people and other programs read and write: npm run schemas
import { writeFileSync } from "node:fs";
import path from "node:path";
import { aiReportSchema } from "../src/ai/check/report-schema.ts";
import { configSchema } from "../src/config/schema.ts";
import { coverageSchema } from "../src/coverage/schema.ts";
import { faultSchema } from "../src/dump/fault.ts";
import { buildSchema } from "../src/history/build/schema.ts";
import { gridSchema } from "../src/history/grid/schema.ts";
import { runSchema } from "../src/results/run-schema.ts";
import { statusListSchema } from "../src/run/status-schema.ts";
import { declaredProgram } from "./program.ts";

const schemas = {
  "ai-check.schema.json": aiReportSchema,
  "build.schema.json": buildSchema,
  "conformance.schema.json": configSchema(await declaredProgram()),
  "coverage.schema.json": coverageSchema,
  "dump-errors.schema.json": faultSchema,
  "grid.schema.json": gridSchema,
  "run.schema.json": runSchema,
  "status.schema.json": statusListSchema,
};
for (const [name, schema] of Object.entries(schemas)) {
  const file = path.resolve(import.meta.dirname, "../docs", name);
  writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
  process.stdout.write(`${file}\n`);
}
