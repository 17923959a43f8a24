import { describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { Command } from "@commander-js/extra-typings";
import type { V1Job, V1PersistentVolumeClaim, V1Role } from "@kubernetes/client-node";
import { parseAllDocuments } from "yaml";
import { buildDefines } from "../../scripts/release/compile.ts";
import { jobFlags } from "../../src/commands/generate/flags.ts";
import { sayPublished } from "../../src/commands/generate/print.ts";
import { newFolder, program } from "./program.ts";

const image = "registry.example.com/kubectl-conformance:v0.1.0";

/** The objects that `generate` prints, as kubectl reads them. */
async function generated(...words: string[]): Promise<object[]> {
  const { stdout, stderr } = await program(["generate", ...words]);
  expect(stderr).toBe("");
  return parseAllDocuments(stdout, { version: "1.1" }).map((document) => document.toJS());
}

async function jobOf(...words: string[]): Promise<V1Job> {
  const job = (await generated("job", "--image", image, ...words)).at(-1);
  if (job === undefined) throw new Error("no Job");
  return job;
}

describe("generate job", () => {
  test("makes a claim and a Job that runs as user 65532 and writes nowhere but on the claim's volume", async () => {
    const [claim, job]: (V1PersistentVolumeClaim & V1Job)[] = await generated("job", "--image", image);
    expect(claim).toMatchObject({
      kind: "PersistentVolumeClaim",
      metadata: { name: "conformance-results", namespace: "conformance" },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "10Gi" } } },
    });
    expect(job).toMatchObject({ kind: "Job", metadata: { name: "conformance", namespace: "conformance" } });
    const pod = job?.spec?.template.spec;
    expect(pod).toMatchObject({
      restartPolicy: "Never",
      serviceAccountName: "conformance-runner",
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 65532,
        fsGroup: 65532,
        seccompProfile: { type: "RuntimeDefault" },
      },
      volumes: [{ name: "results", persistentVolumeClaim: { claimName: "conformance-results" } }],
    });
    expect(pod?.containers).toMatchObject([
      {
        image,
        args: ["resume", "--namespace", "$(NAMESPACE)"],
        workingDir: "/",
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        volumeMounts: [{ name: "results", mountPath: "/conformance-results" }],
      },
    ]);
  });

  test("quotes words with a question mark, which kubectl's reader of YAML does not take in a list", async () => {
    const words = [
      "--publish",
      "s3://acme/nightly?endpoint=https://minio.example.com",
      "--",
      "--focus",
      "Services?",
    ];
    const { stdout } = await program(["generate", "job", "--image", image, ...words]);
    expect(stdout).toContain(
      '--focus, "Services?", "--publish=s3://acme/nightly?endpoint=https://minio.example.com"]',
    );
  });

  test("--publish goes on to run, with the credentials of a secret: variables for S3, a file for Google", async () => {
    const s3 = "s3://acme/nightly?endpoint=https://minio.example.com";
    const plain = (await jobOf("--publish", s3)).spec?.template.spec;
    expect(plain?.containers[0]?.args?.at(-1)).toBe(`--publish=${s3}`);
    expect(plain?.containers[0]).not.toHaveProperty("envFrom");
    const keys = (await jobOf("--publish", s3, "--publish-secret", "minio")).spec?.template.spec;
    expect(keys?.containers[0]?.envFrom).toEqual([{ secretRef: { name: "minio" } }]);
    expect(keys?.volumes).toHaveLength(1);
    const file = (await jobOf("--publish", "gs://acme/logs/nightly", "--publish-secret", "gcs")).spec
      ?.template.spec;
    const [, mount] = file?.containers[0]?.volumeMounts ?? [];
    expect(file?.volumes?.[1]).toMatchObject({ name: mount?.name, secret: { secretName: "gcs" } });
    expect(file?.containers[0]?.env).toContainEqual({
      name: "GOOGLE_APPLICATION_CREDENTIALS",
      value: `${mount?.mountPath}/key.json`,
    });
  });

  test.each([
    [["--publish", "results"], "a folder would be one inside the pod"],
    [["--publish", "ftp://x/y"], "--publish ftp://x/y: stores of the kind"],
    [["--publish-secret", "x"], "there is no --publish"],
    [["--publish", "gs://acme/x", "--publish-secret", "No"], "not a name that Kubernetes accepts"],
    [["--publish", "gs://acme/x", "--", "--publish", "gs://acme/y"], "given twice"],
  ])("%j is refused", async (words, message) => {
    const { code, stderr } = await program(["generate", "job", "--image", image, ...words]);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  test("passes flags of run on as they are, whatever YAML or the kubelet would make of them", async () => {
    const focus = "on: $(HOME) 'a' \\[sig-x\\] # \"";
    const job = await jobOf(
      "-n",
      "night",
      "--",
      "--focus",
      focus,
      "--parallel",
      "1",
      "--timeout",
      "3h",
      "--skip",
      "off",
    );
    expect(job.spec?.template.spec?.containers[0]?.args).toEqual([
      "resume",
      "--namespace",
      "$(NAMESPACE)",
      "--focus",
      "on: $$(HOME) 'a' \\[sig-x\\] # \"",
      "--parallel",
      "1",
      "--timeout",
      "3h",
      "--skip",
      "off",
    ]);
  });

  test.each([
    [["--volume", "emptyDir"], { emptyDir: {} }],
    [["--volume", "hostPath:/srv/results"], { hostPath: { path: "/srv/results", type: "Directory" } }],
    [["--claim", "shared"], { persistentVolumeClaim: { claimName: "shared" } }],
  ])("with %j no claim is made", async (words, source) => {
    const objects = await generated("job", "--image", image, ...words);
    expect(objects).toHaveLength(1);
    expect(objects[0]).toMatchObject({ spec: { template: { spec: { volumes: [source] } } } });
  });

  test.each([
    [["job"], "required option '--image <image>' not specified"],
    [["job", "--image", image, "-n", "kube-system"], "--namespace kube-system: cannot be used for a run"],
    [["rbac", "-n", "default"], "--namespace default: cannot be used for a run"],
    [["job", "--image", "Reg/Runner"], "--image 'Reg/Runner': has capital letters"],
    [
      ["cronjob", "--image", image, "--schedule", "x y z a b"],
      "--schedule 'x y z a b': not a cron schedule: minute x: x is not",
    ],
    [["cronjob", "--image", image, "--schedule", "0 0 31 2 *"], "no month of 2 has a day 31"],
    [["cronjob", "--image", image, "--time-zone", "europe/berlin"], "fix: write it as Europe/Berlin"],
    [
      ["cronjob", "--image", image, "--time-zone", "Banana"],
      "--time-zone Banana: there is no such time zone",
    ],
    [["job", "--image", image, "--", "--parallel", "5000"], "--parallel 5000: more than 100"],
    [["job", "--image", image, "--volume", "nfs"], "--volume nfs: choose pvc, emptyDir or hostPath:/path"],
    [
      ["job", "--image", image, "--volume", "emptyDir", "--claim", "x"],
      "--claim and --volume emptyDir cannot be combined",
    ],
    [["job", "--image", image, "--storage-size", "plenty"], "--storage-size plenty: not a quantity"],
    [["job", "--image", image, "-n", "Nightly"], "--namespace Nightly: not a name that Kubernetes accepts"],
    [["job", "--image", image, "--name", "x".repeat(53)], "not a name that Kubernetes accepts"],
    [["job", "--image", image, "--", "--fokus", "x"], "the flags of run after --: unknown option '--fokus'"],
    [["job", "--image", image, "--", "--focus", "["], "--focus ["],
    [["job", "--image", image, "--", "--timeout", "soon"], "--timeout soon: not a duration"],
    [["job", "--image", image, "--", "-n", "elsewhere"], "--namespace is not possible in a Job"],
    [["job", "--image", image, "--", "--sandbox"], "--sandbox is not possible in a Job"],
    [["cronjob", "--image", image, "--", "--keep"], "--keep is not possible in a Job"],
    [["job", "--image", image, "--", "--on-finish", "true"], "--on-finish is not possible in a Job"],
    [["job", "--image", image, "--", "--skip-preflight", "dsn"], "there is no check dsn to skip"],
    [
      ["job", "--image", image, "--", "--product", "PRODUCT.yaml"],
      "--product PRODUCT.yaml: not a path inside",
    ],
    [["rbac", "--", "--test-repo-list", "repos.yaml"], "--test-repo-list repos.yaml: not a path inside"],
    [["job", "--image", ":::"], "--image ':::': is not a valid image name"],
    [["job", "--image", image, "--claim", "x", "--storage-size", "5Gi"], "--storage-size is for a new claim"],
    [
      ["job", "--image", image, "--volume", "emptyDir", "--storage-class", "fast"],
      "--storage-class is for a new claim, which --volume emptyDir does not create",
    ],
    [["cronjob", "--image", image, "--schedule", "nightly"], "--schedule 'nightly': not a cron schedule"],
    [["cronjob", "--image", image, "--schedule", "CRON_TZ=UTC 0 2 * * *"], "not a cron schedule"],
  ])("%j is refused: %s", async (words, message) => {
    const { code, stdout, stderr } = await program(["generate", ...words]);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
    expect(stdout).toBe("");
  });
});

test("generate cronjob never lets two runs be at once, and has the schedule's zone", async () => {
  const [, cronJob] = await generated(
    "cronjob",
    "--image",
    image,
    "--schedule",
    "30 1 * * 1-5",
    "--time-zone",
    "Europe/Berlin",
  );
  expect(cronJob).toMatchObject({
    kind: "CronJob",
    metadata: { name: "conformance-nightly" },
    spec: {
      schedule: "30 1 * * 1-5",
      timeZone: "Europe/Berlin",
      concurrencyPolicy: "Forbid",
      jobTemplate: { spec: { template: { spec: { serviceAccountName: "conformance-runner" } } } },
    },
  });
});

describe("generate rbac", () => {
  test("marks the namespace as one for runs, without which a Job's run refuses it", async () => {
    const [namespace] = await generated("rbac");
    expect(namespace).toMatchObject({
      kind: "Namespace",
      metadata: { labels: { "kubectl-conformance/runner": "" } },
    });
  });

  test("says above each rule what it is for", async () => {
    const { stdout } = await program(["generate", "rbac"]);
    const rules = stdout
      .split("\n")
      .flatMap((line, index, all) => (line.startsWith("  - apiGroups:") ? [all[index - 1] ?? ""] : []));
    expect(rules.length).toBeGreaterThan(20);
    for (const above of rules) expect(above).toStartWith("  # ");
  });

  test("gives every right in rules alone: none to all of something, cluster-admin only to be bound", async () => {
    const roles: V1Role[] = (await generated("rbac")).filter((object: V1Role) =>
      object.kind?.endsWith("Role"),
    );
    for (const rule of roles.flatMap((role) => role.rules ?? [])) {
      expect([...rule.verbs, ...(rule.resources ?? []), ...(rule.apiGroups ?? [])]).not.toContain("*");
      if (rule.verbs.includes("bind"))
        expect(rule).toMatchObject({ verbs: ["bind"], resourceNames: ["cluster-admin"] });
    }
  });

  test("runners in two namespaces have nothing in common, and none has the name of a role of the cluster's", async () => {
    const named = async (namespace: string) => {
      const objects: V1Role[] = await generated(
        "rbac",
        "-n",
        namespace,
        "--service-account",
        "cluster-admin",
      );
      return objects.map(({ kind, metadata }) => `${kind} ${metadata?.namespace ?? ""}/${metadata?.name}`);
    };
    const [day, night] = [await named("day"), await named("night")];
    expect(day.filter((one) => night.includes(one))).toEqual([]);
    expect([...day, ...night]).not.toContain("ClusterRole /cluster-admin");
  });

  test("flags of run that ask for more get it, and no more", async () => {
    const plain = (await program(["generate", "rbac"])).stdout;
    const secret = (await program(["generate", "rbac", "--", "--image-pull-secret", "default/registry"]))
      .stdout;
    const added = secret.split("\n").filter((line) => !plain.split("\n").includes(line));
    expect(added).toContain("    resourceNames: [registry]");
    expect(added).toContain("  namespace: default");
    const list = (await program(["generate", "rbac", "--", "--test-repo-list", "/etc/repos.yaml"])).stdout;
    expect(list).toContain("resources: [configmaps]\n    verbs: [create, deletecollection]");
    const url = (
      await program(["generate", "rbac", "--", "--test-repo-list", "https://example.com/repos.yaml"])
    ).stdout;
    expect(url).toBe(plain);
  });
});

test("kustomize takes what is printed, and can move it to another namespace", async () => {
  const folder = newFolder();
  const { stdout: rbac } = await program(["generate", "rbac"]);
  const { stdout: cronJob } = await program(["generate", "cronjob", "--image", image]);
  writeFileSync(path.join(folder, "rbac.yaml"), rbac);
  writeFileSync(path.join(folder, "cronjob.yaml"), cronJob);
  writeFileSync(
    path.join(folder, "kustomization.yaml"),
    "resources: [rbac.yaml, cronjob.yaml]\nimages: [{name: registry.example.com/kubectl-conformance, newTag: v9}]\nnamePrefix: our-\nnamespace: night\n",
  );
  const { status, stdout, stderr } = spawnSync("kubectl", ["kustomize", folder], { encoding: "utf8" });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  expect(stdout).toContain("image: registry.example.com/kubectl-conformance:v9");
  expect(stdout).toContain("serviceAccountName: our-conformance-runner");
  expect(stdout).toContain("claimName: our-conformance-results");
  expect(stdout).not.toContain("namespace: conformance\n");
});

test("generate rbac annotates the account for a cloud that gives it an identity", async () => {
  const role = "eks.amazonaws.com/role-arn=arn:aws:iam::111122223333:role/conformance";
  const objects = await generated("rbac", "--account-annotation", role);
  expect(objects).toContainEqual(
    expect.objectContaining({
      kind: "ServiceAccount",
      metadata: expect.objectContaining({
        annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/conformance" },
      }),
    }),
  );
  const { stderr } = await program(["generate", "rbac", "--account-annotation", "no value"]);
  expect(stderr).toContain("not a key and a value");
});

describe("the published image", () => {
  const published = "ghcr.io/acme/kubectl-conformance:v0.1.0";

  test("is the default of --image in a build that names it", () => {
    const flags = jobFlags(new Command(), "conformance", published);
    expect(flags.parse([], { from: "user" }).opts().image).toBe(published);
    const own = jobFlags(new Command(), "conformance", published);
    expect(own.parse(["--image", image], { from: "user" }).opts().image).toBe(image);
  });

  test("comes with the line that copies it, and another image with none", () => {
    const lines: string[] = [];
    const write = (text: string | Uint8Array) => void lines.push(String(text));
    const io = { stderr: { isTTY: false, columns: undefined, write } };
    sayPublished({ image }, io, published);
    expect(lines).toEqual([]);
    sayPublished({ image: published }, io, published);
    expect(lines.join("")).toContain(
      `crane copy ${published} registry.example.com/kubectl-conformance:v0.1.0, and name that with --image`,
    );
  });

  test("is a repository, with the version as its tag", () => {
    const defined = buildDefines(undefined, "ghcr.io/acme/kubectl-conformance");
    expect(defined).toEqual({
      BUILD_IMAGE: expect.stringMatching(/^"ghcr\.io\/acme\/kubectl-conformance:v\d/),
    });
    expect(buildDefines(undefined, "")).toEqual({});
    expect(() => buildDefines(undefined, "ghcr.io/Acme/x")).toThrow(
      "KUBECTL_CONFORMANCE_IMAGE=ghcr.io/Acme/x:",
    );
  });
});
