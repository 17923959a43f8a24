import { afterAll, describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { conformance, kubectl, newFolder, serverRelease } from "./tools.ts";

const image = `registry.k8s.io/conformance:${serverRelease()}`;

interface Shape {
  readonly script: string;
  readonly driver?: "Job" | "DaemonSet";
  readonly format?: string;
  readonly image?: string;
  /** More lines below `spec`, and at the end. */
  readonly spec?: string;
  readonly rest?: string;
}

const pod = (lines: string) =>
  `podSpec:\n  serviceAccountName: sonobuoy-serviceaccount\n  restartPolicy: Never\n${lines}`;
const alone = pod("  containers: []\n");

// each way in which a plugin ends, all of them in one run
const shapes: Readonly<Record<string, Shape>> = {
  file: { script: "echo a > $RESULTS_DIR/a; printf '%s\\n' $RESULTS_DIR/a > $RESULTS_DIR/done" },
  folder: {
    script:
      "mkdir -p $RESULTS_DIR/d/e; echo a > $RESULTS_DIR/d/e/a; echo $RESULTS_DIR/d > $RESULTS_DIR/done; sleep 1000",
  },
  relative: { script: "echo a > $RESULTS_DIR/a; echo a > $RESULTS_DIR/done" },
  missing: { script: "echo a > $RESULTS_DIR/a; echo $RESULTS_DIR/b > $RESULTS_DIR/done" },
  none: { script: "mkdir $RESULTS_DIR/x; echo a > $RESULTS_DIR/x/a" },
  fails: { script: "echo part > $RESULTS_DIR/part; echo 'it broke' >&2; exit 3" },
  late: { script: "echo a > $RESULTS_DIR/a; echo $RESULTS_DIR/a > $RESULTS_DIR/done; exit 3" },
  "no-image": { script: "true", image: "registry.k8s.io/no-such-image:v9" },
  nowhere: { script: "true", rest: pod("  nodeSelector: {no-such: label}\n  containers: []\n") },
  "no-config": {
    script: "true",
    spec: "  env: [{name: A, valueFrom: {configMapKeyRef: {name: nothing, key: a}}}]\n",
  },
  hostile: {
    script:
      "cd /tmp; echo evil > evil; ln -s /etc/passwd link; mkdir d; echo fine > d/fine; tar -cPf a.tar --transform 's,^evil,../../../evil,' evil link d; gzip -c a.tar > $RESULTS_DIR/a.tar.gz; echo $RESULTS_DIR/a.tar.gz > $RESULTS_DIR/done",
  },
  junit: {
    format: "junit",
    script:
      'echo \'<testsuite name="s"><testcase name="works"/><testcase name="breaks"><failure message="no"/></testcase></testsuite>\' > $RESULTS_DIR/j.xml; echo $RESULTS_DIR/j.xml > $RESULTS_DIR/done',
  },
  sidecar: {
    format: "manual",
    script: "echo raw > $RESULTS_DIR/raw; echo $RESULTS_DIR/raw > $RESULTS_DIR/done; sleep 2",
    rest: pod(
      `  containers:\n  - name: post\n    image: ${image}\n    command: [sh, -c, "until rm $RESULTS_DIR/done 2>/dev/null; do sleep 0.2; done; echo 'status: passed' > $RESULTS_DIR/r.yaml"]\n`,
    ),
  },
  everywhere: {
    driver: "DaemonSet",
    script: "echo $SONOBUOY > $RESULTS_DIR/a; echo $RESULTS_DIR/a > $RESULTS_DIR/done; sleep 1000",
    rest: alone,
  },
};

const definitions = newFolder();
for (const [
  name,
  { script, driver = "Job", format = "raw", image: own = image, spec = "", rest = "" },
] of Object.entries(shapes))
  writeFileSync(
    path.join(definitions, `${name}.yaml`),
    `sonobuoy-config:\n  driver: ${driver}\n  plugin-name: ${name}\n  result-format: ${format}\nspec:\n  name: plugin\n  image: ${own}\n  command: [sh, -c, ${JSON.stringify(script)}]\n${spec}${rest}`,
  );

const nodes: readonly string[] = kubectl("get", "nodes", "-o", "name")
  .trim()
  .split("\n")
  .map((line) => line.replace("node/", ""));

const seconds = 1000;

describe("plugins on a real cluster", () => {
  const folder = path.join(newFolder(), "out");
  const text = (file: string) => readFileSync(path.join(folder, "plugins", file), "utf8");
  const error = (plugin: string): string => JSON.parse(text(`${plugin}/errors/global/error.json`)).error;
  const results = (plugin: string) =>
    readdirSync(path.join(folder, "plugins", plugin, "results"), {
      recursive: true,
      encoding: "utf8",
    }).sort();

  test(
    "end as their definitions and what happens to them say, all in one run",
    async () => {
      const { code, stderr } = await conformance(
        "plugin",
        "run",
        "-p",
        definitions,
        "-n",
        "plugin-shapes",
        "--results-dir",
        folder,
      ).ended;
      // a test of the plugin junit failed
      expect({ code, stderr }).toMatchObject({ code: 1 });
      expect(results("file")).toEqual(["global", "global/a"]);
      expect(results("folder")).toEqual(["global", "global/e", "global/e/a"]);
      expect(results("relative")).toEqual(["global", "global/a"]);
      expect(results("late")).toEqual(["global", "global/a"]);
      expect(results("none")).toEqual(["global", "global/x", "global/x/a"]);
      expect(results("everywhere")).toEqual(nodes.flatMap((node) => [node, `${node}/a`]).sort());
      expect(text(`everywhere/results/${nodes[0]}/a`)).toBe("true\n");
      expect(error("missing")).toStartWith(
        "its done file names /tmp/sonobuoy/results/b, which does not exist",
      );
      expect(error("fails")).toStartWith("container plugin ended with exit code 3; what it left: 1 file");
      expect(text("fails/partial/global/part")).toBe("part\n");
      expect(stderr).toContain("  | it broke\n");
      expect(error("no-image")).toContain("ErrImagePull");
      expect(error("nowhere")).toContain("nodes are available");
      expect(error("no-config")).toContain('configmap "nothing" not found');
      expect(error("hostile")).toContain("../../../evil leads out of it; link is a link to /etc/passwd");
      expect(results("hostile")).toEqual(["global", "global/d", "global/d/fine"]);
      expect(text("junit/sonobuoy_results.yaml")).toContain("name: breaks\n      status: failed");
      expect(results("sidecar")).toEqual(["global", "global/r.yaml", "global/raw"]);
      expect(text("sidecar/sonobuoy_results.yaml")).toStartWith("name: sidecar\nstatus: passed\n");
      expect(existsSync(path.join(folder, ".unfinished-run"))).toBe(false);
      expect(kubectl("get", "namespace", "plugin-shapes", "--ignore-not-found")).toBe("");
      expect(kubectl("get", "clusterrolebinding", "-l", "kubectl-conformance/run", "-o", "name")).toBe("");
    },
    120 * seconds,
  );

  test(
    "can be left, seen, and fetched from elsewhere",
    async () => {
      const one = path.join(definitions, "everywhere.yaml");
      const left = await conformance("plugin", "run", "-p", one, "-n", "plugin-left", "--detach").ended;
      expect(left).toMatchObject({ code: 0 });
      const status = await conformance("status", "-n", "plugin-left", "-o", "json").ended;
      expect(JSON.parse(status.stdout).items).toMatchObject([{ mode: "plugins", namespace: "plugin-left" }]);
      const target = path.join(newFolder(), "out");
      const attached = await conformance("attach", "-n", "plugin-left", "--results-dir", target).ended;
      expect(attached).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("Plugin: everywhere\nStatus: passed\n"),
      });
      expect(kubectl("get", "namespace", "plugin-left", "--ignore-not-found")).toBe("");
    },
    120 * seconds,
  );

  test(
    "that the namespace does not admit are an error in the API's own words, and a namespace of the user's own stays",
    async () => {
      kubectl("create", "namespace", "plugin-strict");
      kubectl("label", "namespace", "plugin-strict", "pod-security.kubernetes.io/enforce=restricted");
      const one = path.join(definitions, "none.yaml");
      const { code, stderr } = await conformance("plugin", "run", "-p", one, "-n", "plugin-strict").ended;
      expect({ code, stderr }).toMatchObject({
        code: 3,
        stderr: expect.stringContaining('violates PodSecurity "restricted'),
      });
      expect(kubectl("get", "serviceaccounts", "-n", "plugin-strict", "-o", "name")).toBe(
        "serviceaccount/default\n",
      );
    },
    60 * seconds,
  );

  afterAll(() => {
    kubectl("delete", "namespace", "plugin-strict", "--ignore-not-found");
  });
});
