import type { V1Node, V1Toleration } from "@kubernetes/client-node";
import { InputError } from "../../errors.ts";
import type { Infer } from "../../schema/infer.ts";
import { type Mode, modes } from "../../suite/modes.ts";
import { conformanceRepository, releaseOf } from "./image.ts";
import type { planSchema } from "./plan-schema.ts";
import { autoProcesses } from "./processes.ts";

/** What the user requested. */
export interface RunRequest {
  readonly mode: Mode;
  readonly focus?: string;
  readonly skip?: string;
  readonly parallel: "auto" | number;
  readonly dryRun: boolean;
  readonly conformanceImage?: string;
  /** A registry path that has the conformance image and all the suite's images. */
  readonly imageRepo?: string;
  /** The text of a repo-list file, or a URL that the suite reads itself. */
  readonly testRepoList?: { readonly yaml: string } | { readonly url: string };
  readonly imagePullSecret?: { readonly namespace: string; readonly name: string };
  readonly namespace: string;
  /** What allows the run to use that namespace if it already exists. */
  readonly namespaceBy: Plan["namespaceBy"];
  readonly extraArgs: readonly string[];
  readonly extraGinkgoArgs: readonly string[];
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly tolerations: readonly V1Toleration[];
  /** Milliseconds that the pod stays after the suite has ended, for somebody to fetch the results. */
  readonly keepResults: number;
}

/** The facts about the cluster before a run. */
export interface ClusterFacts {
  readonly server: string;
  readonly platform: string;
  readonly nodes: readonly V1Node[];
}

/** A run, decided to the last argument; nothing has happened yet. The schema explains its fields. */
export type Plan = Infer<typeof planSchema>;

/**
 * Plans a run from what was requested and what the cluster is. Pure.
 * @throws InputError if the server's version names no release and no image was given
 */
export function planRun(request: RunRequest, facts: ClusterFacts, id: string): Plan {
  const release = releaseOf(facts.server);
  if (release === undefined) {
    throw new InputError(`the server's version ${facts.server} names no Kubernetes release`, {
      fix: "name the image with --conformance-image registry.k8s.io/conformance:v1.X.Y",
    });
  }
  const mode = modes[request.mode];
  const auto =
    request.mode === "quick" && request.focus === undefined
      ? { processes: 1, reason: "one spec" }
      : autoProcesses(facts.nodes, request.focus !== undefined);
  const processes = request.parallel === "auto" ? auto.processes : request.parallel;
  return {
    id,
    namespace: request.namespace,
    namespaceBy: request.namespaceBy,
    mode: request.mode,
    release,
    image: request.conformanceImage ?? `${repository(request.imageRepo)}:${release}`,
    mayStepDown: request.conformanceImage === undefined,
    focus: request.focus ?? mode.focus,
    skip: request.skip ?? mode.skip,
    dryRun: request.dryRun,
    processes,
    processesReason: request.parallel === "auto" ? auto.reason : "--parallel",
    // verbose: reviewers ask for it, and it carries the progress; Serial specs are kept by --procs, while E2E_PARALLEL would drop them
    ginkgoArgs: ["-v", ...(processes > 1 ? [`--procs=${processes}`] : []), ...request.extraGinkgoArgs],
    suiteArgs: request.extraArgs,
    ...(request.imageRepo === undefined ? {} : { imageRepo: request.imageRepo }),
    ...(request.testRepoList === undefined ? {} : { testRepoList: request.testRepoList }),
    ...(request.imagePullSecret === undefined ? {} : { imagePullSecret: request.imagePullSecret }),
    nodeSelector: request.nodeSelector,
    tolerations: request.tolerations,
    keepResults: request.keepResults,
  };
}

function repository(imageRepo: string | undefined): string {
  return imageRepo === undefined ? conformanceRepository : `${imageRepo.replace(/\/+$/, "")}/conformance`;
}
