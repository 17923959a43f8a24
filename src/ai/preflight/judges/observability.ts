import { cannotTell, few, type Judge, likely, notSeen } from "../finding.ts";
import { isRunning, looks, servedGroups, workloadLine, workloadsLike } from "../known.ts";

const exporters =
  /dcgm-exporter|device-metrics-exporter|amd-gpu-exporter|xpumanager|xpu-manager|habana-exporter|gaudi-metric|neuron-monitor|npu-exporter|tpu-metrics|gpu-metrics/i;
const monitors =
  /prometheus(?!-adapter)|victoria-?metrics|vmagent|vmoperator|(?:^|[/-])mimir|thanos|opentelemetry|otel-collector|ama-metrics|gmp-(?:operator|collector)|(?:^|\/)collector$|alloy/i;

export const acceleratorMetrics: Judge = (view) => {
  const found = workloadsLike(view, exporters);
  const shown = [looks.daemonSets];
  const skipped =
    "its test is skipped without --metrics-endpoint, the URL of an exporter that is reachable from where it runs";
  if (found.length === 0)
    return notSeen(["no exporter of accelerator metrics, such as DCGM's"], shown, skipped);
  const lines = found.map(workloadLine);
  return found.some(isRunning) ? likely(lines, shown, skipped) : cannotTell(lines, shown, skipped);
};

export const serviceMetrics: Judge = (view) => {
  const running = workloadsLike(view, monitors);
  const groups = servedGroups(view, [
    "monitoring.coreos.com",
    "monitoring.googleapis.com",
    "azmonitoring.coreos.com",
    "operator.victoriametrics.com",
    "opentelemetry.io",
  ]);
  const found = [
    ...running.map(workloadLine).slice(0, 8),
    ...(groups.length > 0 ? [`served: ${few(groups)}`] : []),
  ];
  const shown = [looks.deployments, looks.crds];
  const skipped =
    "its test is skipped without --service-metrics-prometheus-service or --service-metrics-query-url";
  if (found.length === 0) return notSeen(["no Prometheus, and nothing like it"], shown, skipped);
  return running.some(isRunning) ? likely(found, shown, skipped) : cannotTell(found, shown, skipped);
};
