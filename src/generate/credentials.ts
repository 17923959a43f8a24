import type { V1EnvFromSource, V1EnvVar, V1Volume, V1VolumeMount } from "@kubernetes/client-node";
import type { Publish } from "./settings.ts";

/** The folder of the secret, for credentials that are a file. */
const folder = "/var/run/secrets/kubectl-conformance/publish";
const name = "publish-credentials";
// for the group of the pod's user
const readable = 0o440;

/** What a container needs for the credentials with which it publishes. */
export interface Credentials {
  readonly env: V1EnvVar[];
  readonly envFrom: V1EnvFromSource[];
  readonly mounts: V1VolumeMount[];
  readonly volumes: V1Volume[];
}

/** The credentials of a secret: those of S3 are variables, those of Google a file. Without a secret, nothing. */
export function credentialsOf(publish: Publish | undefined): Credentials {
  const none: Credentials = { env: [], envFrom: [], mounts: [], volumes: [] };
  const secretName = publish?.secret;
  if (publish === undefined || secretName === undefined) return none;
  if (publish.kind === "s3") return { ...none, envFrom: [{ secretRef: { name: secretName } }] };
  return {
    ...none,
    env: [{ name: "GOOGLE_APPLICATION_CREDENTIALS", value: `${folder}/key.json` }],
    mounts: [{ name, mountPath: folder, readOnly: true }],
    volumes: [{ name, secret: { secretName, defaultMode: readable } }],
  };
}
