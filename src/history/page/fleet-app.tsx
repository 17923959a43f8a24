import { useMemo } from "preact/hooks";
import { counted, shown } from "../../report/page/words.ts";
import { startedWords } from "../build/time.ts";
import type { FleetData, FleetJobData } from "../grid/page-data.ts";
import { addressHash } from "./address.ts";
import { Dialog } from "./dialog.tsx";
import { type At, Matrix, type MatrixRow, type Said } from "./matrix.tsx";
import { placesOf } from "./places.ts";
import { useAddress } from "./use-address.ts";
import { shortDay } from "./words.ts";

const codes = { passed: ".", failed: "F", incomplete: "?" } as const;

/** The part of a fleet's page that its script makes: jobs by nights, and one job over it all. */
export function FleetApp({ data: { days, jobs } }: { readonly data: FleetData }) {
  const [address, go] = useAddress();
  const { query } = address;
  const places = useMemo(() => placesOf([{ from: 0, to: days.length }]), [days]);
  const found = useMemo(
    () => jobs.filter(({ name }) => name.toLowerCase().includes(query.toLowerCase())),
    [jobs, query],
  );
  const rows = useMemo(
    () =>
      found.map(
        ({ name, nights, failing }): MatrixRow => ({
          key: name,
          name: shown(name),
          codes: nights.map((night) => (night === null ? " " : codes[night.verdict])).join(""),
          note: failing === 0 ? "" : counted(failing, "night"),
        }),
      ),
    [found],
  );
  const head = useMemo(
    () => ({
      codes: days
        .map((_, at) => (jobs.every(({ nights }) => nights[at]?.verdict !== "failed") ? "." : "F"))
        .join(""),
      changed: [],
      labels: days.map(shortDay),
      groups: [],
    }),
    [days, jobs],
  );
  const say = ({ row, column }: At): Said => {
    const day = days[column] ?? "";
    if (row === undefined) {
      const failed = jobs.filter(({ nights }) => nights[column]?.verdict === "failed").length;
      return { code: head.codes[column] ?? " ", title: day, note: `${counted(failed, "job")} failed` };
    }
    const job = found[row];
    const night = job?.nights[column];
    const of = night?.counts === undefined ? "" : `, ${night.counts.passed} of ${night.counts.total} passed`;
    return {
      code: rows[row]?.codes[column] ?? " ",
      title: shown(job?.name ?? ""),
      note: night ? `${startedWords(night)}, build ${night.build}${of}, ${shown(night.server ?? "")}` : day,
    };
  };
  const job = jobs.find(({ name }) => name === address.job);
  return (
    <section id="grid" aria-labelledby="grid-title">
      <h2 id="grid-title">
        Jobs by nights <span class="count">{jobs.length.toLocaleString("en")}</span>
      </h2>
      <search class="filters">
        <input
          type="search"
          id="query"
          aria-label="Search jobs by name"
          placeholder="Search by name"
          autocomplete="off"
          spellcheck={false}
          value={query}
          onInput={(event) => go({ query: event.currentTarget.value })}
        />
      </search>
      <p class="note" role="status">
        {found.length === 0 ? "No job matches." : counted(found.length, "job")}
      </p>
      <Matrix
        label={`${counted(found.length, "job")} in ${counted(days.length, "night")}`}
        rows={rows}
        places={places}
        head={head}
        say={say}
        hrefOf={({ row }) =>
          addressHash({ ...address, job: row === undefined ? undefined : found[row]?.name })
        }
      />
      {job === undefined ? null : <JobDetail job={job} onClose={() => go({ job: undefined })} />}
    </section>
  );
}

function JobDetail({ job, onClose }: { readonly job: FleetJobData; readonly onClose: () => void }) {
  const { name, nights, failing, href } = job;
  return (
    <Dialog
      title={shown(name)}
      state={failing === 0 ? "passed in the newest night" : `not passed for ${counted(failing, "night")}`}
      tone={failing === 0 ? "good" : "bad"}
      href={href === undefined ? undefined : { to: href, words: "Its grid" }}
      onClose={onClose}
    >
      <ol class="runs">
        {nights.map((night) =>
          night === null ? null : (
            <li key={night.build}>
              <span>{startedWords(night)}</span>
              <span class={night.verdict === "passed" ? "good" : "bad"}>{night.verdict}</span>
              <span class="note">
                build {night.build}
                {night.counts === undefined ? "" : `, ${night.counts.passed}/${night.counts.total}`}
                {night.server === undefined ? "" : `, ${shown(night.server)}`}
              </span>
            </li>
          ),
        )}
      </ol>
    </Dialog>
  );
}
