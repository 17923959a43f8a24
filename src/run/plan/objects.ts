import type {
  V1ClusterRoleBinding,
  V1ConfigMap,
  V1Container,
  V1EnvVar,
  V1Namespace,
  V1Pod,
  V1SecurityContext,
  V1ServiceAccount,
} from "@kubernetes/client-node";
import { names, resultsPath, runLabel } from "../identity.ts";
import { beforeStop, suiteGrace } from "../stop.ts";
import type { Plan } from "./plan.ts";

/** Everything that a run creates in the cluster, in that order. */
export interface RunObjects {
  readonly namespace: V1Namespace;
  readonly serviceAccount: V1ServiceAccount;
  readonly repoList: V1ConfigMap | undefined;
  /** The name of the copy of `--image-pull-secret`, if there is one. */
  readonly pullSecret: string | undefined;
  readonly binding: V1ClusterRoleBinding;
  readonly pod: V1Pod;
}

const serviceAccountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
const repoListPath = "/etc/conformance";
// the API server extends tokens of exactly this lifetime, so that a client that reads its token only once outlives the hour
const tokenSeconds = 3607;

// what the restricted Pod Security profile requires, with the user that other runners run the image as
const restricted: V1SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  runAsNonRoot: true,
  runAsUser: 65534,
  runAsGroup: 65534,
  seccompProfile: { type: "RuntimeDefault" },
};

/**
 * The objects of a run. Pure. `chance` are letters that nobody can guess, for the names inside the namespace: anyone who can create service
 * accounts there must not have been able to create this one beforehand.
 */
export function runObjects(plan: Plan, chance: string): RunObjects {
  const account = `conformance-${chance}`;
  const repoList = `test-repo-list-${chance}`;
  const { imagePullSecret } = plan;
  const copied = imagePullSecret !== undefined && imagePullSecret.namespace !== plan.namespace;
  const pullSecret = copied ? `image-pull-${chance}` : undefined;
  const labels = { [runLabel]: plan.id };
  const yaml =
    plan.testRepoList !== undefined && "yaml" in plan.testRepoList ? plan.testRepoList.yaml : undefined;
  return {
    namespace: {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: {
        name: plan.namespace,
        labels: { ...labels, "pod-security.kubernetes.io/enforce": "restricted" },
      },
    },
    serviceAccount: {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: account, namespace: plan.namespace, labels },
      automountServiceAccountToken: false,
    },
    repoList:
      yaml === undefined
        ? undefined
        : {
            apiVersion: "v1",
            kind: "ConfigMap",
            metadata: { name: repoList, namespace: plan.namespace, labels },
            data: { "repo-list.yaml": yaml },
          },
    pullSecret,
    binding: {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: bindingName(plan.id), labels },
      // the suite creates and reads every kind of object
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
      subjects: [{ kind: "ServiceAccount", name: account, namespace: plan.namespace }],
    },
    pod: podOf(plan, {
      account,
      repoList: yaml === undefined ? undefined : repoList,
      pullSecret: pullSecret ?? imagePullSecret?.name,
    }),
  };
}

/** The name of a run's cluster role binding. */
export function bindingName(runId: string): string {
  return `conformance-${runId}`;
}

/** The names of other objects in the pod. */
interface Named {
  readonly account: string;
  readonly repoList: string | undefined;
  readonly pullSecret: string | undefined;
}

function podOf(plan: Plan, { account, repoList, pullSecret }: Named): V1Pod {
  const withRepoList = repoList !== undefined;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: names.pod,
      namespace: plan.namespace,
      labels: { [runLabel]: plan.id, "app.kubernetes.io/name": "conformance" },
      annotations: {
        "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
        "karpenter.sh/do-not-disrupt": "true",
      },
    },
    spec: {
      restartPolicy: "Never",
      serviceAccountName: account,
      automountServiceAccountToken: false,
      // only a running suite takes this long: the collector ends on SIGTERM at once
      terminationGracePeriodSeconds: suiteGrace,
      nodeSelector: { "kubernetes.io/os": "linux", ...plan.nodeSelector },
      // every taint: the suite's own NoExecute specs would evict the pod
      tolerations: [{ operator: "Exists" }, ...plan.tolerations],
      ...(pullSecret === undefined ? {} : { imagePullSecrets: [{ name: pullSecret }] }),
      containers: [suiteContainer(plan, withRepoList), collectorContainer(plan)],
      volumes: [
        { name: "results", emptyDir: {} },
        {
          name: "token",
          projected: {
            sources: [
              { serviceAccountToken: { path: "token", expirationSeconds: tokenSeconds } },
              { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
              {
                downwardAPI: {
                  items: [
                    { path: "namespace", fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } },
                  ],
                },
              },
            ],
          },
        },
        ...(withRepoList ? [{ name: "repo-list", configMap: { name: repoList } }] : []),
      ],
    },
  };
}

function suiteContainer(plan: Plan, withRepoList: boolean): V1Container {
  return {
    name: names.suite,
    image: plan.image,
    imagePullPolicy: "IfNotPresent",
    lifecycle: { preStop: { exec: { command: beforeStop } } },
    env: environment(plan, withRepoList),
    resources: { requests: { cpu: "100m", memory: "256Mi" } },
    securityContext: restricted,
    volumeMounts: [
      { name: "results", mountPath: resultsPath },
      { name: "token", mountPath: serviceAccountPath, readOnly: true },
      ...(withRepoList ? [{ name: "repo-list", mountPath: repoListPath, readOnly: true }] : []),
    ],
  };
}

function collectorContainer(plan: Plan): V1Container {
  return {
    name: names.collector,
    image: plan.image,
    imagePullPolicy: "IfNotPresent",
    command: ["sh", "-c", collectorScript(plan.keepResults)],
    resources: { requests: { cpu: "10m", memory: "16Mi" } },
    securityContext: restricted,
    volumeMounts: [{ name: "results", mountPath: resultsPath, readOnly: true }],
  };
}

// the image's runner gives the suite 24 hours
const suiteHours = 25;

/**
 * Keeps the files available after the suite has ended, for as long as requested: a pod that nobody comes back for must not
 * occupy its node forever.
 */
function collectorScript(keep: number): string {
  return [
    "trap 'exit 0' TERM INT",
    `end=$(($(date +%s) + ${suiteHours * 3600}))`,
    `while [ ! -e ${resultsPath}/done ] && [ $(date +%s) -lt $end ]; do sleep 5 & wait $!; done`,
    `sleep ${Math.ceil(keep / 1000)} & wait $!`,
  ].join("; ");
}

function environment(plan: Plan, withRepoList: boolean): V1EnvVar[] {
  const separator = separatorFor([...plan.ginkgoArgs, ...plan.suiteArgs]);
  const variables: Record<string, string> = {
    E2E_FOCUS: plan.focus,
    E2E_SKIP: plan.skip,
    E2E_PROVIDER: "skeleton",
    E2E_EXTRA_GINKGO_ARGS: plan.ginkgoArgs.join(separator),
    E2E_EXTRA_ARGS: plan.suiteArgs.join(separator),
    ...(separator === " " ? {} : { E2E_EXTRA_ARGS_SEP: separator }),
    ...(plan.dryRun ? { E2E_DRYRUN: "true" } : {}),
    ...(plan.imageRepo === undefined ? {} : { KUBE_TEST_REPO: plan.imageRepo }),
    ...(withRepoList ? { KUBE_TEST_REPO_LIST: `${repoListPath}/repo-list.yaml` } : {}),
    ...(plan.testRepoList !== undefined && "url" in plan.testRepoList
      ? { KUBE_TEST_REPO_LIST: plan.testRepoList.url }
      : {}),
  };
  return (
    Object.entries(variables)
      .filter(([, value]) => value !== "")
      // the kubelet would put other variables in place of $(NAME)
      .map(([name, value]) => ({ name, value: value.replaceAll("$(", "$$$$(") }))
  );
}

/** The image's runner splits both lists of arguments at one separator, without quoting: use one that no argument contains. */
function separatorFor(args: readonly string[]): string {
  return [" ", ",", ";", "|"].find((candidate) => !args.some((arg) => arg.includes(candidate))) ?? "\u001f";
}
