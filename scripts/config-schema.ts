// Writes the JSON Schema of configuration files: npm run config-schema
import { writeFileSync } from "node:fs";
import path from "node:path";
import { configSchema } from "../src/config/schema.ts";
import { declaredProgram } from "./program.ts";

const file = path.resolve(import.meta.dirname, "../docs/conformance.schema.json");
writeFileSync(file, `${JSON.stringify(configSchema(await declaredProgram()), null, 2)}\n`);
process.stdout.write(`${file}\n`);
