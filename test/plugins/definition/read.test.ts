import { describe, expect, test } from "bun:test";
import { readDefinition } from "../../../src/plugins/definition/read.ts";
import { definition, definitionText } from "../definitions.ts";

const found = (text: string) =>
  readDefinition(text).findings.map(({ level, line, place, text }) => `${level} ${line} ${place} ${text}`);

describe("a definition", () => {
  test("has Sonobuoy's defaults", () => {
    expect(definition()).toMatchObject({
      name: "inventory",
      driver: "Job",
      resultFormat: "raw",
      resultFiles: [],
      skipCleanup: false,
      order: 0,
      podSpec: undefined,
      configMap: {},
    });
  });

  test("may be JSON, and its driver in any letter case", () => {
    const json =
      '{"sonobuoy-config":{"driver":"daemonSet","plugin-name":"x"},"spec":{"name":"p","image":"b"}}';
    expect(readDefinition(json).definition?.driver).toBe("DaemonSet");
  });

  test.each([
    [
      "  result-type: junit\n",
      "warning 4 sonobuoy-config.result-type is not a key that Sonobuoy knows, and is ignored; did you mean result-format?",
    ],
    [
      "  source_url: https://example.com\n",
      "warning 4 sonobuoy-config.source_url is not a key that Sonobuoy knows, and is ignored; did you mean source-url?",
    ],
    [
      "  result-format: JUnit\n",
      'warning 4 sonobuoy-config.result-format "JUnit" is not a format, and is taken as raw; did you mean junit?',
    ],
  ])("%j runs, and its author is told what is dropped", (config, finding) => {
    const text = definitionText({ config });
    expect(found(text)).toEqual([finding]);
    expect(readDefinition(text).definition?.resultFormat).toBe("raw");
  });

  test("names fields that the API does not have, at any depth, by their place", () => {
    const spec = "  volumeMount: []\n  securityContext:\n    runasuser: 5\n";
    const rest =
      "podSpec:\n  restartPolicy: Never\n  serviceAccountName: sonobuoy-serviceaccount\n  containers:\n  - name: a\n    image: b\n    enviroment: []\n";
    expect(found(definitionText({ spec, rest }))).toEqual([
      "warning 7 spec.volumeMount is not a field of a Container, and is ignored; did you mean volumeMounts?",
      "warning 9 spec.securityContext.runasuser is not a field of a SecurityContext, and is ignored; did you mean runAsUser?",
      "warning 16 podSpec.containers[0].enviroment is not a field of a Container, and is ignored",
    ]);
  });
});

// each of them, except those that Sonobuoy finds out only when the pod is created, was compared with sonobuoy v0.57.5 gen -p
describe("an error keeps a definition from running", () => {
  test.each([
    ["", "error 1  is empty; expected sonobuoy-config and spec"],
    ["- a\n", "error 1  is a list; expected sonobuoy-config and spec"],
    ["a: [\n", "error 2  is not YAML"],
    [
      definitionText({ driver: "Cron" }),
      'error 2 sonobuoy-config.driver is "Cron"; expected Job or DaemonSet',
    ],
    [
      definitionText().replace("inventory", "sonobuoy"),
      'error 3 sonobuoy-config.plugin-name "sonobuoy" is reserved',
    ],
    [
      definitionText().replace("inventory", "In_v"),
      'error 3 sonobuoy-config.plugin-name "In_v" is not a name',
    ],
    [
      definitionText().replace("inventory", "5"),
      "error 3 sonobuoy-config.plugin-name is the number 5; expected a string",
    ],
    [
      definitionText().replace("inventory", "a".repeat(64)),
      "error 3 sonobuoy-config.plugin-name is longer than 63",
    ],
    [
      definitionText({ config: "  order: 1.5\n" }),
      "error 4 sonobuoy-config.order is the number 1.5; expected a whole number",
    ],
    [
      definitionText({ config: "  skip-cleanup: 'yes'\n" }),
      "error 4 sonobuoy-config.skip-cleanup is a string",
    ],
    [
      definitionText({ config: "  result-files: a.xml\n" }),
      "error 4 sonobuoy-config.result-files is not a list",
    ],
    [
      definitionText({ spec: "  env:\n  - name: A\n    value: 5\n" }),
      "error 9 spec.env[0].value is the number 5; expected a string; put it in quotes",
    ],
    [definitionText({ spec: "  command: sh\n" }), "error 7 spec.command is a string; expected a list"],
    [
      definitionText({ spec: "  resources: {limits: {memory: x}}\n" }),
      "error 7 spec.resources.limits.memory is a string; expected a quantity",
    ],
    [definitionText().replace("  image: busybox\n", ""), "error 4 spec.image is missing"],
    [definitionText({ rest: "config-map:\n  a.yaml: '{'\n" }), "error 8 config-map.a.yaml is not valid"],
    [
      definitionText({ rest: "config-map:\n  a.txt: 5\n" }),
      "error 8 config-map.a.txt is the number 5; expected a text",
    ],
    [
      definitionText({ rest: "podSpec:\n  restartPolicy: Never\n  os: {name: windows}\n  containers: []\n" }),
      "error 9 podSpec.os chooses Windows nodes",
    ],
  ])("%j", (text, finding) => {
    expect(found(text)[0]).toStartWith(finding);
    expect(readDefinition(text).definition).toBeUndefined();
  });

  test("aliases that grow without end are refused", () => {
    const bomb = [
      "a: &a [x,x,x,x,x,x,x,x,x]",
      "b: &b [*a,*a,*a,*a,*a,*a,*a,*a]",
      "c: &c [*b,*b,*b,*b,*b,*b,*b,*b]",
      "d: &d [*c,*c,*c,*c,*c,*c,*c,*c]",
      "e: [*d,*d,*d,*d,*d,*d,*d,*d]",
    ];
    expect(found(bomb.join("\n"))[0]).toContain("too often");
  });
});

test("numbers may be quantities, and only the first of several documents is read", () => {
  const spec = "  resources: {limits: {cpu: 1}}\n";
  expect(found(`${definitionText({ spec })}---\na: b\n`)).toEqual([
    "warning undefined  has several documents; only the first is read",
  ]);
  expect(found(`---\n# mine\n${definitionText()}`)).toEqual([]);
});
