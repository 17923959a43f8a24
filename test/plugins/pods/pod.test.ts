import { describe, expect, test } from "bun:test";
import { type PodSettings, podName, podOf } from "../../../src/plugins/pods/pod.ts";
import { definition } from "../definitions.ts";

const settings: PodSettings = {
  namespace: "conformance-plugins",
  labels: { "kubectl-conformance/run": "20261120-2215-k3x9" },
  account: "conformance-bcdfghjk",
  server: "v1.37.2",
  collectorImage: "registry.k8s.io/conformance:v1.37.2",
  configMap: undefined,
  env: new Map(),
  progressPort: 8099,
  lifetime: 3_600_000,
};

const specOf = (parts: Parameters<typeof definition>[0], more: Partial<PodSettings> = {}, node?: string) => {
  const { spec } = podOf(definition(parts), { ...settings, ...more }, node);
  if (spec === undefined) throw new Error("no spec");
  const named = (name: string) => spec.containers.find((container) => container.name === name);
  return { spec, plugin: named("plugin"), collector: named("results-collector"), named };
};

describe("the pod of a Job", () => {
  test("runs once, with the run's account, and no token in the collector", () => {
    const { spec, plugin, collector } = specOf({});
    expect(spec).toMatchObject({
      restartPolicy: "Never",
      serviceAccountName: "conformance-bcdfghjk",
      automountServiceAccountToken: false,
    });
    expect(spec.hostNetwork).toBeUndefined();
    const token = "/var/run/secrets/kubernetes.io/serviceaccount";
    expect(plugin?.volumeMounts?.map(({ mountPath }) => mountPath)).toContain(token);
    expect(collector?.volumeMounts).toEqual([
      { name: "results", mountPath: "/tmp/sonobuoy/results", readOnly: true },
    ]);
    expect(collector?.securityContext).toMatchObject({ runAsNonRoot: true, allowPrivilegeEscalation: false });
  });

  test("has Sonobuoy's environment, which wins, sorted by lower-case name", () => {
    const spec =
      "  env: [{name: zone, value: a}, {name: Alpha, value: b}, {name: RESULTS_DIR, value: /data}]\n";
    const env = new Map([
      ["zone", undefined],
      ["KEY", "$x"],
    ]);
    const { plugin } = specOf({ spec }, { env });
    expect(plugin?.env?.map(({ name, value }) => `${name}=${value}`)).toEqual([
      "Alpha=b",
      "KEY=$x",
      "RESULTS_DIR=/tmp/sonobuoy/results",
      "SONOBUOY=true",
      "SONOBUOY_CONFIG_DIR=/tmp/sonobuoy/config",
      "SONOBUOY_K8S_VERSION=v1.37.2",
      "SONOBUOY_PROGRESS_PORT=8099",
      "SONOBUOY_RESULTS_DIR=/tmp/sonobuoy/results",
    ]);
  });

  test("has the results where Sonobuoy puts them and where the definition mounts them, in every container", () => {
    const spec = "  volumeMounts: [{name: results, mountPath: /tmp/results}]\n";
    const rest = "podSpec:\n  restartPolicy: Never\n  containers:\n  - {name: helper, image: b}\n";
    const { named } = specOf({ spec, rest });
    for (const name of ["plugin", "helper", "results-collector"]) {
      const mounts = named(name)?.volumeMounts?.filter((mount) => mount.name === "results");
      expect(mounts?.map(({ mountPath }) => mountPath)).toEqual(["/tmp/sonobuoy/results", "/tmp/results"]);
    }
    const variable = specOf({
      spec: "  volumeMounts: [{name: results, mountPath: $(SONOBUOY_RESULTS_DIR)}]\n",
    });
    expect(variable.collector?.volumeMounts).toHaveLength(1);
  });

  test("has the files of its config map", () => {
    const { spec, plugin } = specOf(
      { rest: "config-map:\n  run.sh: date\n" },
      { configMap: "plugin-inventory-bcdf" },
    );
    expect(spec.volumes).toContainEqual({
      name: "sonobuoy-inventory-vol",
      configMap: { name: "plugin-inventory-bcdf" },
    });
    expect(plugin?.volumeMounts).toContainEqual({
      name: "sonobuoy-inventory-vol",
      mountPath: "/tmp/sonobuoy/config",
    });
  });

  test("has the image that was named in its place, or the server's version in its tag", () => {
    const spec = (image: string) => ({ spec: `  command: [sh]\n`, image });
    expect(specOf(spec("x"), { image: "example.com/own:v1" }).plugin?.image).toBe("example.com/own:v1");
    const { plugin } = specOf({}, { image: "conformance:$SONOBUOY_K8S_VERSION" });
    expect(plugin?.image).toBe("conformance:v1.37.2");
  });

  test("keeps a podSpec as it is, except for what it says about the account of Sonobuoy", () => {
    const podSpec = (account: string) => `podSpec:\n  serviceAccountName: ${account}\n  containers: []\n`;
    const own = specOf({ rest: podSpec("mine") });
    expect(own.spec.serviceAccountName).toBe("mine");
    expect(own.spec.tolerations).toBeUndefined();
    expect(own.spec.nodeSelector).toBeUndefined();
    expect(specOf({ rest: podSpec("sonobuoy-serviceaccount") }).spec.serviceAccountName).toBe(
      settings.account,
    );
  });
});

describe("the pod of a DaemonSet", () => {
  test("is bound to its node, and sees the host as Sonobuoy's", () => {
    const { spec } = specOf({ driver: "DaemonSet" }, {}, "worker-1");
    expect(spec).toMatchObject({
      restartPolicy: "Never",
      hostNetwork: true,
      hostPID: true,
      hostIPC: true,
      dnsPolicy: "ClusterFirstWithHostNet",
    });
    expect(spec.volumes).toContainEqual({ name: "root", hostPath: { path: "/" } });
    const terms =
      spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
    expect(terms).toEqual([
      { matchFields: [{ key: "metadata.name", operator: "In", values: ["worker-1"] }] },
    ]);
    expect(spec.tolerations).toContainEqual({ operator: "Exists" });
  });

  test("tolerates what the DaemonSet controller's does, but no taint of others, if the definition has a podSpec", () => {
    const { spec } = specOf({ driver: "DaemonSet", rest: "podSpec:\n  containers: []\n" }, {}, "worker-1");
    expect(spec.hostPID).toBeUndefined();
    expect(spec.tolerations?.map(({ key }) => key)).toContain("node.kubernetes.io/unschedulable");
    expect(spec.tolerations).not.toContainEqual({ operator: "Exists" });
  });
});

test("the name of a pod fits a host name, and differs between nodes with long names", () => {
  expect(podName("inventory", undefined)).toBe("inventory");
  expect(podName("inventory", "worker-1")).toBe("inventory-worker-1");
  const long = (node: string) => podName("inventory", `${"a".repeat(80)}.${node}`);
  expect(long("one").length).toBeLessThanOrEqual(63);
  expect(long("one")).not.toBe(long("two"));
});
