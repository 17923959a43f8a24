import type { V1PodTemplateSpec, V1Volume } from "@kubernetes/client-node";
import { credentialsOf } from "./credentials.ts";
import type { JobSettings, ResultsVolume } from "./settings.ts";

/** The name of the pod's only container. */
export const containerName = "conformance";

/** The user that the image runs as. */
const user = 65532;

/** Where the volume for the results is mounted. */
export const resultsPath = "/conformance-results";

/** The pod that runs the suite's runner; it fits the restricted Pod Security profile. */
export function podTemplate(settings: JobSettings): V1PodTemplateSpec {
  const { publish, runFlags } = settings;
  const { env, envFrom, mounts, volumes } = credentialsOf(publish);
  const flags = [...runFlags, ...(publish === undefined ? [] : [`--publish=${publish.to}`])];
  return {
    metadata: {
      labels: { "app.kubernetes.io/name": "kubectl-conformance" },
      annotations: {
        "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
        "karpenter.sh/do-not-disrupt": "true",
      },
    },
    spec: {
      restartPolicy: "Never",
      serviceAccountName: settings.serviceAccount,
      automountServiceAccountToken: true,
      // a runner that is terminated at the very end of a run still cleans up, for two minutes at most
      terminationGracePeriodSeconds: 150,
      nodeSelector: { "kubernetes.io/os": "linux" },
      tolerations: [{ key: "kubernetes.io/e2e-evict-taint-key", operator: "Exists" }],
      securityContext: {
        runAsNonRoot: true,
        runAsUser: user,
        runAsGroup: user,
        fsGroup: user,
        fsGroupChangePolicy: "OnRootMismatch",
        seccompProfile: { type: "RuntimeDefault" },
      },
      containers: [
        {
          name: containerName,
          image: settings.image,
          // the pod's own namespace, so that kustomize can move everything into another one
          args: ["resume", "--namespace", "$(NAMESPACE)", ...flags.map(unexpanded)],
          env: [{ name: "NAMESPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } }, ...env],
          ...(envFrom.length === 0 ? {} : { envFrom }),
          workingDir: "/",
          resources: { requests: { cpu: "100m", memory: "192Mi" }, limits: { memory: "512Mi" } },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
          volumeMounts: [{ name: "results", mountPath: resultsPath }, ...mounts],
        },
      ],
      volumes: [{ name: "results", ...volumeSource(settings.volume) }, ...volumes],
    },
  };
}

function volumeSource(volume: ResultsVolume): Omit<V1Volume, "name"> {
  switch (volume.kind) {
    case "claim":
      return { persistentVolumeClaim: { claimName: volume.name } };
    case "emptyDir":
      return { emptyDir: {} };
    case "hostPath":
      return { hostPath: { path: volume.path, type: "Directory" } };
  }
}

/** The kubelet would replace `$(NAME)` with the value of a variable. */
function unexpanded(word: string): string {
  return word.replaceAll("$(", "$$$$(");
}
