import { describe, expect, test } from "bun:test";
import { gojsonItem } from "../../../src/plugins/tree/gojson.ts";

const read = (json: string) =>
  gojsonItem({ name: "a.json", meta: {}, bytes: new TextEncoder().encode(json) });
const tests = (json: string) => read(json).items?.map(({ name, status }) => `${name} ${status}`);

// each was compared with sonobuoy v0.57.5, pkg/client/results/gojson.go
describe("the output of go test -json", () => {
  test("has a leaf for each test that ended", () => {
    const json =
      '{"Action":"run","Test":"A"}\n{"Action":"output","Test":"A","Output":"}{"}\n{"Action":"pass","Test":"A"}\n{"Action":"fail","Test":"B"}{"Action":"skip","Test":"C"}\n{"Action":"start","Test":"D"}\n{"Action":"pass","Package":"p"}\n';
    expect(tests(json)).toEqual(["A passed", "B failed", "C skipped", "D unknown"]);
  });

  test("may be indented, and have its names in any letter case", () => {
    expect(tests('{\n  "action": "pass",\n  "TEST": "A"\n}\n')).toEqual(["A passed"]);
  });

  test.each([
    ['{"Action":"pass","Test":"A"} garbage {"Action":"pass","Test":"B"}', ["A passed"]],
    ['{"Action":"pass","Test":"A"}{"Action":"pass"', ["A passed"]],
    ['{"Action":5,"Test":"A"}', []],
    ['{"Action":"pass","Test":"A","Elapsed":"x"}', []],
    ['{"Time":"2020-13-01T00:00:00Z","Action":"pass","Test":"A"}', []],
    ["[]", []],
  ])("%j is unknown, with what came before", (json, kept) => {
    const item = read(json);
    expect(item.status).toBe("unknown");
    expect(item.meta?.error).toBeString();
    expect(tests(json)).toEqual(kept);
  });
});
