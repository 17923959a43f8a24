import { asked, type Check, ours, type Problem, refused } from "../check.ts";
import type { Facts } from "../facts.ts";

const runAgain = "run all required tests again: kubectl conformance run";

export const logSummary: Check = {
  id: "log-summary",
  title: "the summary in e2e.log says success, with junit's counts",
  fix: "submit e2e.log and junit_01.xml of one and the same run that succeeded",
  judge: ({ log, junit }) => {
    if (log === undefined || log.file.size === 0) return ours([]);
    const { finished } = log.view;
    const place = { file: log.file.path };
    if (finished === undefined) {
      return ours(
        [refused("e2e.log has no summary of the suite: it did not come to its end, or the log was cut")],
        place,
      );
    }
    const { passed, failed, success, reason } = finished;
    const why = reason === undefined ? "" : ` (${reason})`;
    const problems = success
      ? []
      : [refused(`the summary says FAIL${why}: ${passed} passed, ${failed} failed`)];
    return ours([...problems, ...countProblems(finished, junit?.view)], place);
  },
};

/** Tests that were filtered out may be left out of junit, so they are not compared. */
function countProblems(
  { passed, failed }: { readonly passed: number; readonly failed: number },
  junit: NonNullable<Facts["junit"]>["view"] | undefined,
): Problem[] {
  if (junit?.isWhole !== true) return [];
  const { counts } = junit;
  if (counts.passed === passed && counts.failed === failed) return [];
  return [
    refused(
      `the log has ${passed} passed and ${failed} failed, junit_01.xml ${counts.passed} passed and ${counts.failed} failed`,
    ),
  ];
}

export const noFlakes: Check = {
  id: "no-flakes",
  title: "no test passed only when it was tried again",
  fix: `${runAgain}, without --ginkgo.flake-attempts`,
  judge: ({ log, junit }) => {
    const flaked = log?.view.finished?.flaked ?? 0;
    const attempts = Number(junit?.view.properties.get("FlakeAttempts") ?? 0);
    return ours([
      ...(flaked > 0
        ? [refused(`${flaked} ${flaked === 1 ? "test" : "tests"} passed only when tried again`)]
        : []),
      ...(attempts > 1 ? [asked(`the suite was set to try failed tests ${attempts} times`)] : []),
    ]);
  },
};

/** Ginkgo notes its settings in junit since Kubernetes 1.25; all that is empty or false is how a certified run is. */
export const suiteSettings: Check = {
  id: "suite-settings",
  title: "the suite ran all required tests, with none left out",
  fix: `${runAgain}, without --focus, --skip or a dry run`,
  judge: ({ junit }) => {
    const setting = (name: string) => junit?.view.properties.get(name) ?? "";
    const set = (name: string, words: string) =>
      setting(name) === "" ? [] : [refused(`${words} ${setting(name)}`)];
    const focus = setting("FocusStrings");
    return ours(
      [
        ...(setting("DryRun") === "true" ? [refused("it was a dry run, which runs no tests")] : []),
        ...(setting("SuiteSucceeded") === "false"
          ? [refused("junit_01.xml says that the suite did not succeed")]
          : []),
        ...set("SkipStrings", "tests were skipped:"),
        ...set("SkipFiles", "tests of files were skipped:"),
        ...set("FocusFiles", "only tests of some files ran:"),
        ...set("LabelFilter", "only tests of some labels ran:"),
        ...(focus === "" || focus === "\\[Conformance\\]"
          ? []
          : [asked(`the focus was ${focus}, not \\[Conformance\\]`)]),
      ],
      { file: junit?.file.path },
    );
  },
};
