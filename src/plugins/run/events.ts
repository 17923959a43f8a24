import type { Progress } from "./progress.ts";

/** A place of a plugin, as events name it. */
export interface Where {
  readonly plugin: string;
  /** Undefined for the one pod of a Job. */
  readonly node: string | undefined;
}

/** How the work of a place ended. */
export type UnitStatus = "collected" | "failed" | "timeout" | "stopped";

/** What happens in a run of plugins, in order; `at` is milliseconds since the epoch. */
export type PluginEvent =
  | {
      readonly kind: "plugins-started";
      readonly at: number;
      readonly id: string;
      readonly namespace: string;
      readonly server: string;
      readonly version: string;
      readonly plugins: readonly {
        readonly name: string;
        readonly driver: string;
        readonly places: number;
      }[];
      readonly folder: string;
    }
  | ({ readonly kind: "plugin-waiting"; readonly at: number; readonly text: string } & Where)
  | ({ readonly kind: "plugin-running"; readonly at: number } & Where)
  | ({ readonly kind: "plugin-progress"; readonly at: number; readonly progress: Progress } & Where)
  | ({ readonly kind: "plugin-collecting"; readonly at: number } & Where)
  | ({
      readonly kind: "plugin-ended";
      readonly at: number;
      readonly status: UnitStatus;
      /** What was collected, or why nothing was. */
      readonly text: string;
      /** The last lines of its log, if it failed. */
      readonly log: readonly string[];
    } & Where)
  | {
      readonly kind: "notice";
      readonly at: number;
      readonly level: "note" | "warning";
      readonly text: string;
    }
  | { readonly kind: "plugins-cleaned"; readonly at: number; readonly remains: readonly string[] }
  | { readonly kind: "plugins-left"; readonly at: number; readonly id: string; readonly namespace: string }
  | {
      readonly kind: "plugins-finished";
      readonly at: number;
      readonly plugins: readonly { readonly name: string; readonly status: string }[];
      readonly folder: string;
    };
