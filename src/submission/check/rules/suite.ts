import { asked, type Check, ours, type Problem, refused } from "../check.ts";
import type { Facts } from "../facts.ts";
import type { LogView } from "../read/log.ts";

const runAgain = "run all required tests again: kubectl conformance run";

export const logSummary: Check = {
  id: "log-summary",
  title: "the summary in e2e.log says success, with junit's counts",
  fix: "submit e2e.log and junit_01.xml from the same successful run",
  judge: ({ log, junit }) => {
    if (log === undefined || log.file.size === 0) return ours([]);
    const { summaries } = log.view;
    const place = { file: log.file.path };
    const finished = summaries.at(-1);
    if (log.view.packed !== undefined) {
      return ours([refused(`e2e.log is compressed (${log.view.packed})`)], {
        ...place,
        fix: "unpack e2e.log: reviewers read it on GitHub",
      });
    }
    if (finished === undefined) {
      return ours(
        [
          ...oddities(log.view),
          refused("e2e.log has no summary of the suite: the suite did not finish, or the log was truncated"),
        ],
        place,
      );
    }
    if (summaries.length > 1) {
      const ends = summaries.map(({ success }) => (success ? "SUCCESS!" : "FAIL!")).join(", ");
      return ours(
        [refused(`e2e.log has ${summaries.length} summaries (${ends}): it was assembled from several runs`)],
        place,
      );
    }
    const { passed, failed, success, reason } = finished;
    const why = reason === undefined ? "" : ` (${reason})`;
    const unlike = countProblems(finished, junit?.view);
    // the failed tests themselves are named by all-tests-pass
    const isNamed = unlike.length === 0 && failed > 0 && junit?.view.isWhole === true && reason === undefined;
    const problems =
      success || isNamed ? [] : [refused(`the summary says FAIL${why}: ${passed} passed, ${failed} failed`)];
    return ours([...oddities(log.view), ...problems, ...unlike], place);
  },
};

/** Differences between the log and what the suite wrote, with which it can still be read. */
function oddities({ encoding, hasTimes }: LogView): Problem[] {
  return [
    ...(encoding === undefined ? [] : [asked(`e2e.log is in ${encoding}, not in UTF-8`)]),
    ...(hasTimes ? [asked("each line of e2e.log starts with a time, which the suite does not write")] : []),
  ];
}

/** Filtered-out tests may be missing from junit, so they are not compared. */
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
  title: "no test passed only on a retry",
  fix: `${runAgain}, without --ginkgo.flake-attempts`,
  judge: ({ log, junit }) => {
    const flaked = log?.view.summaries.at(-1)?.flaked ?? 0;
    const attempts = Number(junit?.view.properties.get("FlakeAttempts") ?? 0);
    return ours([
      ...(flaked > 0
        ? [
            asked(
              `${flaked} ${flaked === 1 ? "test" : "tests"} passed only on a retry; reviewers have accepted this`,
            ),
          ]
        : []),
      ...(attempts > 1 ? [asked(`the suite was set to try failed tests ${attempts} times`)] : []),
    ]);
  },
};

/** Ginkgo records its settings in junit since Kubernetes 1.25; in a certified run all of these are empty or false. */
export const suiteSettings: Check = {
  id: "suite-settings",
  title: "the suite ran all required tests, with none left out",
  fix: `${runAgain}, without --focus, --skip or a dry run`,
  judge: ({ junit, submission: { required } }) => {
    if (junit === undefined) return ours([]);
    const { properties, failed, states, suites, isWhole } = junit.view;
    const setting = (name: string) => properties.get(name) ?? "";
    // what was left out did no harm if every required test passed
    const isComplete = required?.every((name) => states.get(name) === "passed") === true;
    const set = (name: string, words: string) => {
      if (setting(name) === "") return [];
      return isComplete
        ? [asked(`${words} ${setting(name)}; all required tests passed anyway`)]
        : [refused(`${words} ${setting(name)}`)];
    };
    const focus = setting("FocusStrings");
    return ours(
      [
        ...(setting("DryRun") === "true" ? [refused("it was a dry run, which runs no tests")] : []),
        ...(isWhole && suites > 1
          ? [refused(`junit_01.xml has ${suites} suites with results: it was assembled from several runs`)]
          : []),
        ...(setting("SuiteSucceeded") === "false" && failed.length === 0
          ? [refused("junit_01.xml says that the suite did not succeed")]
          : []),
        ...set("SkipStrings", "tests were skipped:"),
        ...set("SkipFiles", "tests in these files were skipped:"),
        ...set("FocusFiles", "only tests in these files ran:"),
        ...set("LabelFilter", "only tests with these labels ran:"),
        ...(focus === "" || focus === "\\[Conformance\\]"
          ? []
          : [asked(`the focus was ${focus}, not \\[Conformance\\]`)]),
      ],
      { file: junit.file.path },
    );
  },
};
