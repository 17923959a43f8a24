import type { WatchPods } from "../run/follow/pod-filter.ts";

/** What `--show` takes. */
export const showNames = ["both", "pods", "tests", "failures"] as const;

export type Show = (typeof showNames)[number];

/** What of a run scrolls by above its progress; failed tests and notices always do. */
export interface Shown {
  /** A row each time a pod changes. */
  readonly pods: boolean;
  /** A line for each test that ends. */
  readonly tests: boolean;
}

/** What is shown by `--show` and `--watch-pods`, of which `none` keeps pods off the screen alone. */
export function shownBy(show: Show, watchPods: WatchPods): Shown {
  return {
    pods: (show === "both" || show === "pods") && watchPods !== "none",
    tests: show === "both" || show === "tests",
  };
}

/** Whose pods a run is followed by: where none are shown, its own are kept in its folder all the same. */
export function watchedBy(watchPods: WatchPods): WatchPods {
  return watchPods === "none" ? "run" : watchPods;
}
