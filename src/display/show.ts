import type { WatchPods } from "../run/follow/pod-filter.ts";

/** The values of `--show`. */
export const showNames = ["both", "pods", "tests", "failures"] as const;

export type Show = (typeof showNames)[number];

/** What scrolls by above the progress of a run; failed tests and notices always do. */
export interface Shown {
  /** A row each time a pod changes. */
  readonly pods: boolean;
  /** A line for each test that ends. */
  readonly tests: boolean;
}

/** What is shown according to `--show` and `--watch-pods`; `none` of the latter only keeps pods off the screen. */
export function shownBy(show: Show, watchPods: WatchPods): Shown {
  return {
    pods: (show === "both" || show === "pods") && watchPods !== "none",
    tests: show === "both" || show === "tests",
  };
}

/** Whose pods are followed: if none are shown, the run's own are still kept in its folder. */
export function watchedBy(watchPods: WatchPods): WatchPods {
  return watchPods === "none" ? "run" : watchPods;
}
