import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import path from "node:path";
import { Validator } from "@cfworker/json-schema";
import { declaredProgram } from "../../scripts/program.ts";
import { configSchema } from "../../src/config/schema.ts";

describe("the schema", () => {
  test("is that of the flags as they are declared: npm run schemas writes it", async () => {
    const file = path.resolve(import.meta.dir, "../../docs/conformance.schema.json");
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(
      JSON.parse(JSON.stringify(configSchema(await declaredProgram()))),
    );
  });

  test.each([
    [{ mode: "quick", parallel: 4, "extra-args": ["-v"], preflight: { output: "json" } }, true],
    [{ mode: "slow" }, false],
    [{ parralel: 4 }, false],
    [{ keep: "yes" }, false],
    [{ token: "t", version: {} }, true],
  ])("%j is valid: %p", async (value, valid) => {
    const schema = JSON.parse(JSON.stringify(configSchema(await declaredProgram())));
    expect(new Validator(schema, "2020-12").validate(value).valid).toBe(valid);
  });
});
