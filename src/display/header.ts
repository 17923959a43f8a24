import { safe } from "../text/safe.ts";
import type { Style } from "./style.ts";

/** What is known about a run at its start. */
export interface Opening {
  readonly run: string;
  /** The server's version, `v1.35.4`. */
  readonly server: string;
  /** Specs that will run, if already known. */
  readonly specs?: number;
  readonly processes?: number;
  readonly image: string;
}

/** `run 20261120-2215-k3x9 · Kubernetes v1.35.4 · 441 specs on 12 processes · registry.k8s.io/conformance:v1.35.4`. */
export function openingLine(opening: Opening, style: Style): string {
  const specs = [
    opening.specs === undefined ? [] : [`${opening.specs} specs`],
    opening.processes === undefined ? [] : [onProcesses(opening.processes)],
  ].flat();
  return [`run ${opening.run}`, `Kubernetes ${opening.server}`, specs.join(" "), opening.image]
    .filter((part) => part !== "")
    .map(safe)
    .join(` ${style.signs.dot} `);
}

/** `on 12 processes`, `one at a time`. */
export function onProcesses(processes: number): string {
  return processes === 1 ? "one at a time" : `on ${processes} processes`;
}
