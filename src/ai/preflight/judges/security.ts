import { few, type Judge, likely, notSeen } from "../finding.ts";
import { looks, servedGroups } from "../known.ts";
import { valueOr } from "../view.ts";

const sandboxes = /gvisor|runsc|kata|sandbox|quark|krun|firecracker|hyperv|hyper-v/i;

export const workloadSandboxing: Judge = (view) => {
  const classes = valueOr(view.runtimeClasses, []);
  const found = classes
    .filter(({ name, handler }) => sandboxes.test(name) || sandboxes.test(handler))
    .map(({ name, handler }) => `RuntimeClass ${name} with the handler ${handler}`);
  const agents = servedGroups(view, ["agents.x-k8s.io"]).map((group) => `${group} is served`);
  const shown = [looks.runtimeClasses];
  if (found.length + agents.length > 0) return likely([...found, ...agents], shown);
  const others = classes.map(({ name }) => name);
  const none = others.length === 0 ? "no RuntimeClass" : `no RuntimeClass of a sandbox: ${few(others)}`;
  return notSeen([none], shown, "its test is skipped here");
};
