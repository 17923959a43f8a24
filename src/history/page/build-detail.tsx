import { counted, shown, took } from "../../report/page/words.ts";
import { startedWords } from "../build/time.ts";
import { type Change, changeWords } from "../compare/changes.ts";
import type { GridData } from "../grid/page-data.ts";
import { Dialog, Facts } from "./dialog.tsx";

const tones = { passed: "good", failed: "bad", incomplete: "" } as const;
const words = { passed: "passed", failed: "failed", incomplete: "no verdict" } as const;

interface Props {
  readonly data: GridData;
  readonly column: number;
  /** Since the build before. */
  readonly changes: readonly Change[];
  readonly openTest: (id: string) => void;
  readonly onClose: () => void;
}

/** One build: what is known about it, what changed since the one before, what failed. */
export function BuildDetail({
  data: { jobs, columns, rows, causes },
  column,
  changes,
  openTest,
  onClose,
}: Props) {
  const one = columns[column];
  if (one === undefined) return null;
  const { head, facts, href } = one;
  const failed = rows.filter(({ codes }) => codes[column] === "F");
  const why = (row: (typeof rows)[number]) => causes[row.causes.find(([at]) => at === column)?.[1] ?? -1];
  return (
    <Dialog
      title={`Build ${head.build} of ${shown(jobs[one.job]?.name ?? "")}`}
      state={`${words[head.verdict]}${facts.replayed === true ? ", a replay of a recorded run" : ""}`}
      tone={tones[head.verdict]}
      href={href === undefined ? undefined : { to: href, words: "Its report" }}
      onClose={onClose}
    >
      {facts.reason === undefined ? null : <p class="why">{shown(facts.reason)}</p>}
      <Facts
        facts={[
          ["Started", startedWords(head)],
          ["Took", head.seconds === undefined ? "" : took(head.seconds)],
          ["Kubernetes", shown(facts.versions.server ?? "")],
          ["Suite", shown(facts.versions.suite ?? "")],
          ["Image", shown(facts.image?.digest ?? facts.image?.name ?? "")],
          ["Runner", shown(facts.runner)],
          ...facts.nodes.map(
            ({ count, kubelet, osImage, kernel, containerRuntime }, index) =>
              [
                index === 0 ? "Nodes" : `Nodes (${index + 1})`,
                shown(`${count} × ${kubelet}, ${osImage}, ${kernel}, ${containerRuntime}`),
              ] as const,
          ),
        ]}
      />
      {changes.length === 0 ? null : (
        <section>
          <h3>Changed since the build before</h3>
          <ul>
            {changes.map((change) => (
              <li key={change.what}>{shown(changeWords(change))}</li>
            ))}
          </ul>
        </section>
      )}
      {failed.length === 0 ? null : (
        <section>
          <h3>{counted(failed.length, "test")} failed</h3>
          <ol class="runs">
            {failed.map((row) => (
              <li key={row.id}>
                <button type="button" class="link" onClick={() => openTest(row.id)}>
                  {shown(row.name)}
                </button>
                <span class="bad">{shown(why(row) ?? "")}</span>
              </li>
            ))}
          </ol>
        </section>
      )}
    </Dialog>
  );
}
