import { expect, test } from "bun:test";
import { parse } from "yaml";
import { asJson } from "../../../src/commands/results/json.ts";
import { asYaml } from "../../../src/commands/results/yaml.ts";
import { printed } from "./sample.ts";

test("is the value that -o json prints", () => {
  // what YAML's writer leaves as it is, is made visible
  const json = asJson(printed()).join("").replace("\\u202e", "<U+202E>");
  expect(parse(asYaml(printed()).join(""))).toEqual(JSON.parse(json));
});
