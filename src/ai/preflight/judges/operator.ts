import { cannotTell, few, type Judge, likely, notSeen } from "../finding.ts";
import { isRunning, looks, workloadLine, workloadsLike } from "../known.ts";
import { valueOr } from "../view.ts";

/** Operators of AI workloads: what their definitions end with, and the names of what runs them. */
const operators: readonly { readonly name: string; readonly crds: RegExp; readonly runs: RegExp }[] = [
  {
    name: "Kubeflow Trainer",
    crds: /\.trainer\.kubeflow\.org$/,
    runs: /kubeflow-trainer|trainer-controller/i,
  },
  { name: "Kubeflow", crds: /\.kubeflow\.org$/, runs: /training-operator|kubeflow/i },
  { name: "KubeRay", crds: /\.ray\.io$/, runs: /kuberay/i },
  { name: "KServe", crds: /\.serving\.kserve\.io$/, runs: /kserve/i },
  { name: "Dynamo", crds: /dynamo.*\.nvidia\.com$/, runs: /dynamo/i },
  { name: "Kaito", crds: /\.kaito\.sh$/, runs: /kaito|gpu-provisioner/i },
  { name: "Spark", crds: /\.sparkoperator\.k8s\.io$/, runs: /spark-operator/i },
];

export const robustController: Judge = (view) => {
  const crds = valueOr(view.crds, []);
  const found: string[] = [];
  let works = false;
  const seen = new Set<string>();
  for (const { name, crds: pattern, runs } of operators) {
    const own = crds.filter((crd) => pattern.test(crd) && !seen.has(crd));
    if (own.length === 0) continue;
    for (const crd of own) seen.add(crd);
    const running = workloadsLike(view, runs);
    const groups = new Set(own.map((crd) => crd.slice(crd.indexOf(".") + 1)));
    const answers = [...groups].every((group) => view.groups.has(group));
    found.push(`${name}: ${few(own, 3)}, ${answers ? "served" : "not served"}`, ...running.map(workloadLine));
    const namespaces = new Set(running.map(({ namespace }) => namespace));
    const hooks = valueOr(view.webhooks, []).filter(
      ({ service }) => service !== undefined && namespaces.has(service.split("/", 1)[0] ?? ""),
    );
    const services = valueOr(view.services, new Set<string>());
    const dead = hooks.filter(({ service }) => !services.has(service ?? ""));
    if (hooks.length > 0)
      found.push(
        dead.length === 0
          ? `its webhooks have a ready service: ${few(
              hooks.map(({ object }) => object),
              3,
            )}`
          : `no ready service for ${few(
              dead.map(({ object }) => object),
              3,
            )}`,
      );
    works ||= answers && running.some(isRunning) && dead.length === 0;
  }
  const shown = [looks.crds, looks.deployments];
  const hasTrainer = crds.includes("trainjobs.trainer.kubeflow.org");
  const suite = hasTrainer
    ? undefined
    : "its test knows Kubeflow Trainer in kubeflow-system alone, and fails here after 5 minutes";
  if (found.length === 0)
    return notSeen(
      ["no operator of AI workloads: neither Kubeflow, KubeRay, KServe nor Kaito"],
      shown,
      suite,
    );
  return works ? likely(found, shown, suite) : cannotTell(found, shown, suite);
};
