import { useMemo } from "preact/hooks";
import { counted, shown } from "../../report/page/words.ts";
import { startedWords } from "../build/time.ts";
import { changesBetween, changeWords } from "../compare/changes.ts";
import type { GridData } from "../grid/page-data.ts";
import { addressHash } from "./address.ts";
import { BuildDetail } from "./build-detail.tsx";
import { Filters } from "./filters.tsx";
import { countsOf, find } from "./find.ts";
import { type At, Matrix, type MatrixRow, type Said } from "./matrix.tsx";
import { placesOf } from "./places.ts";
import { TestDetail } from "./test-detail.tsx";
import { useAddress } from "./use-address.ts";
import { dayWords, percent } from "./words.ts";

const verdictCodes = { passed: ".", failed: "F", incomplete: "?" } as const;

/** The part of a grid's page that its script makes: tests by builds, and one of either over it all. */
export function GridApp({ data }: { readonly data: GridData }) {
  const { jobs, columns, rows, causes } = data;
  const [address, go] = useAddress();
  const { query, shown: kind } = address;
  const places = useMemo(() => placesOf(jobs), [data]);
  const changes = useMemo(
    () =>
      columns.map(({ job, facts }, at) => {
        const before = columns[at + 1];
        return before === undefined || before.job !== job ? [] : changesBetween(before.facts, facts);
      }),
    [data],
  );
  const counts = useMemo(() => countsOf(rows), [data]);
  const found = useMemo(() => find(rows, causes, { query, shown: kind }), [data, query, kind]);
  const lines = useMemo(
    () =>
      found.map(
        ({ id, name, codes, flakeRate }): MatrixRow => ({
          key: id,
          name: shown(name),
          codes,
          note: flakeRate === 0 ? "" : `${percent(flakeRate)} flaky`,
        }),
      ),
    [found],
  );
  const buildOf = (column: number) => {
    const one = columns[column];
    return one === undefined ? "" : `${jobs[one.job]?.name ?? ""}/${one.head.build}`;
  };
  const say = ({ row, column }: At): Said => {
    const one = columns[column];
    if (one === undefined) return { code: " ", title: "", note: "" };
    const build = `build ${one.head.build} of ${shown(jobs[one.job]?.name ?? "")}, ${startedWords(one.head)}`;
    if (row === undefined) {
      const news = (changes[column] ?? []).map((change) => shown(changeWords(change))).join("; ");
      return {
        code: verdictCodes[one.head.verdict],
        title: build,
        note: news === "" ? "" : `changed: ${news}`,
      };
    }
    const test = found[row];
    const cause = test?.causes.find(([at]) => at === column)?.[1];
    const why = cause === undefined ? "" : `: ${shown(causes[cause] ?? "")}`;
    return { code: test?.codes[column] ?? " ", title: shown(test?.name ?? ""), note: `${build}${why}` };
  };
  const hrefOf = ({ row, column }: At) => {
    const test = row === undefined ? undefined : found[row]?.id;
    const build = row === undefined ? buildOf(column) : undefined;
    return addressHash({ ...address, test, build });
  };
  const head = useMemo(
    () => ({
      codes: columns.map(({ head: one }) => verdictCodes[one.verdict]).join(""),
      changed: changes.map((all) => all.length > 0),
      labels: columns.map(({ head: one }) => dayWords(one)),
      groups: jobs.map(({ name }) => shown(name)),
    }),
    [data],
  );
  const test = address.test === undefined ? undefined : rows.find(({ id }) => id === address.test);
  const build =
    address.build === undefined ? -1 : columns.findIndex((_, at) => buildOf(at) === address.build);
  const close = () => go({ test: undefined, build: undefined });
  return (
    <section id="grid" aria-labelledby="grid-title">
      <h2 id="grid-title">
        Tests by builds <span class="count">{rows.length.toLocaleString("en")}</span>
      </h2>
      <Filters address={address} counts={counts} go={go} />
      <p class="note" role="status">
        {found.length === 0 ? "No test matches." : counted(found.length, "test")}
      </p>
      <Legend />
      <Matrix
        label={`${counted(found.length, "test")} in ${counted(columns.length, "build")}`}
        rows={lines}
        places={places}
        head={head}
        say={say}
        hrefOf={hrefOf}
      />
      {test === undefined ? null : (
        <TestDetail
          data={data}
          row={test}
          openBuild={(column) => go({ test: undefined, build: buildOf(column) })}
          onClose={close}
        />
      )}
      {test !== undefined || build < 0 ? null : (
        <BuildDetail
          data={data}
          column={build}
          changes={changes[build] ?? []}
          openTest={(id) => go({ build: undefined, test: id })}
          onClose={close}
        />
      )}
    </section>
  );
}

function Legend() {
  return (
    <ul class="legend">
      <li class="good">passed</li>
      <li class="bad">failed</li>
      <li class="flaky">passed at a further attempt</li>
      <li class="none">no verdict</li>
      <li class="change">something changed from the build before</li>
    </ul>
  );
}
