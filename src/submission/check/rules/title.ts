import { asked, botFails, type Check, scenario } from "../check.ts";
import { folderOf, type Submission } from "../submission.ts";

// verify-conformance, features/verify-conformance.feature; the dots there match any character
const titlePattern = /(.*) (v1.[0-9]{2})[ /](.*)/;

/** The title that reviewers ask for, for a folder `v1.35/acme`. */
export function titleFor(folder: string): string {
  return `Conformance results for ${folder}`;
}

/** The bot ignores pull requests whose title lacks these words. */
export const titleGate: Check = {
  id: "gate-title",
  title: "the title announces conformance results",
  fix: "title the pull request «Conformance results for v1.35/<product>»",
  judge: ({ submission }) =>
    scenario(
      submission.title.toLowerCase().includes("conformance results for")
        ? []
        : [botFails('the title does not contain "conformance results for", so the bot runs no checks')],
      place(submission),
    ),
};

export const titleNotEmpty: Check = {
  id: "title-not-empty",
  title: "the pull request has a title",
  fix: "title the pull request «Conformance results for v1.35/<product>»",
  judge: ({ submission }) =>
    scenario(submission.title === "" ? [botFails("the title is empty")] : [], {
      ...place(submission),
      follows: "gate-title",
    }),
};

export const titleFormat: Check = {
  id: "title-format",
  title: "the title names release and product",
  fix: "title the pull request «Conformance results for v1.35/<product>»",
  judge: ({ submission, release }) => {
    const { title, isTitleAssumed } = submission;
    const wanted = titleFor(submission.folder);
    if (!titlePattern.test(title)) {
      const text = title === "" ? "the title is empty" : `"${title}" does not have the form`;
      const ofFolder = release === undefined && title === wanted ? "gate-release" : undefined;
      const follows = titleFault(title) === "gate-title" ? "gate-title" : ofFolder;
      return scenario([botFails(`${text} "Conformance results for v1.35/product"`)], {
        ...place(submission),
        follows,
      });
    }
    if (title !== wanted)
      return scenario([asked(`"${title}" is not "${wanted}", which reviewers ask for`)], place(submission));
    const judgement = scenario([]);
    return isTitleAssumed ? { ...judgement, detail: [`assumed: "${title}"`] } : judgement;
  },
};

export const titleRelease: Check = {
  id: "title-matches-folder",
  title: "the release in the title is that of the folder",
  fix: "name the folder's release in the title",
  judge: ({ submission, release }) => {
    const inTitle = submission.title === "" ? undefined : titlePattern.exec(submission.title)?.[2];
    const isSame =
      submission.files.length > 0 && (inTitle ?? "") === (release ?? "") && submission.title !== "";
    const problem = `the title says ${inTitle ?? "no release"}, the folder ${release ?? "none"}`;
    const follows = release === undefined ? "gate-release" : titleFault(submission.title);
    return scenario(isSame ? [] : [botFails(problem)], { ...place(submission), follows });
  },
};

/** The check that finds fault with the title itself, before its release is checked. */
function titleFault(title: string): string | undefined {
  if (!title.toLowerCase().includes("conformance results for")) return "gate-title";
  return titlePattern.test(title) ? undefined : "title-format";
}

/** The title comes from the folder, and the fix says so. */
function place({ folder }: Submission): { fix?: string } {
  if (!/^v1\.\d\d$/.test(folderOf(folder))) return {};
  return { fix: `title the pull request «${titleFor(folder)}»` };
}
