import { describe, expect, test } from "bun:test";
import { hints } from "../../../src/plugins/definition/hints.ts";
import { definition } from "../definitions.ts";

const texts = (parts: Parameters<typeof definition>[0]) => hints(definition(parts)).map(({ text }) => text);

const pod = (fields: string) =>
  `podSpec:\n  serviceAccountName: sonobuoy-serviceaccount\n  restartPolicy: Never\n${fields}  containers: []\n`;

describe("a hint", () => {
  test("is given for nothing that is usual", () => {
    const spec =
      '  command: ["sh", "-c", "date > $RESULTS_DIR/date; echo $RESULTS_DIR/date > $RESULTS_DIR/done"]\n';
    expect(texts({ spec, rest: pod("") })).toEqual([]);
  });

  test("names a script that writes where the results were before Sonobuoy 0.56, unless the volume is there too", () => {
    const spec = '  command: ["sh", "-c", "date > /tmp/results/date"]\n';
    expect(texts({ spec })).toEqual([
      'names /tmp/results, but the results are at /tmp/sonobuoy/results (RESULTS_DIR): mount the volume "results" there too',
    ]);
    expect(texts({ spec: `${spec}  volumeMounts: [{name: results, mountPath: /tmp/results}]\n` })).toEqual(
      [],
    );
  });

  test("names a variable that is not expanded, because they are sorted", () => {
    const spec =
      '  env: [{name: A, value: "$(Z)"}, {name: Z, value: "1"}, {name: ZZ, value: "$(Z) $$(Z) $(unknown)"}]\n';
    expect(texts({ spec })).toEqual([
      "refers to $(Z), which stays as it is: variables are sorted by name, and Z comes after A",
    ]);
  });

  test("names variables that are always set, if they were meant to be something else", () => {
    const spec = '  env: [{name: SONOBUOY, value: "true"}, {name: RESULTS_DIR, value: /data}]\n';
    expect(texts({ spec })).toEqual(["sets RESULTS_DIR, which the runner always sets itself"]);
  });

  test("names what only Sonobuoy's worker has, in the files of the config map too", () => {
    const rest =
      "config-map:\n  run.sh: |\n    curl $AGGREGATOR_URL; echo $NODE_NAME; kubectl get pods -n sonobuoy\n";
    expect(texts({ rest }).map((text) => text.split(",")[0])).toEqual([
      "names NODE_NAME",
      "names AGGREGATOR_URL",
      "names the namespace or the status of Sonobuoy's aggregator: run it with -n sonobuoy; there is no aggregator's pod",
    ]);
  });

  test("says what a podSpec changes", () => {
    const rest = "podSpec:\n  containers: []\n";
    const [restarts, account] = texts({ rest });
    expect(restarts).toContain("here it runs once");
    expect(account).toContain("default account");
  });
});
