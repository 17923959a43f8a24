import type { V1PodTemplateSpec, V1Volume } from "@kubernetes/client-node";
import type { JobSettings, ResultsVolume } from "./settings.ts";

/** The name of the pod's one container. */
export const containerName = "conformance";

/** The user of the image. */
const user = 65532;

/** The folder, beneath the root that commands start in, into which `run` puts the folder of each run. */
/** Where the results' volume is mounted. */
export const resultsPath = "/conformance-results";

/** The pod that runs the suite's runner and fits the restricted Pod Security profile. */
export function podTemplate(settings: JobSettings): V1PodTemplateSpec {
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
      // a runner that is told to leave at the run's very end still cleans up, for two minutes at most
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
          // the pod's own namespace, so that kustomize can put all of it into another one
          args: ["resume", "--namespace", "$(NAMESPACE)", ...settings.runFlags.map(unexpanded)],
          env: [{ name: "NAMESPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } }],
          workingDir: "/",
          resources: { requests: { cpu: "100m", memory: "192Mi" }, limits: { memory: "512Mi" } },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
          volumeMounts: [{ name: "results", mountPath: resultsPath }],
        },
      ],
      volumes: [{ name: "results", ...volumeSource(settings.volume) }],
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

/** The kubelet would put a variable's value in place of `$(NAME)`. */
function unexpanded(word: string): string {
  return word.replaceAll("$(", "$$$$(");
}
