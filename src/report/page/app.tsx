import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ReportData, TestData } from "../data.ts";
import { type Address, addressHash, readAddress } from "./address.ts";
import { Detail } from "./detail.tsx";
import { entriesOf } from "./find.ts";
import { Path } from "./path.tsx";
import { Tests } from "./tests.tsx";
import { Timeline, type Wish } from "./timeline/timeline.tsx";

/** The part of the page that its script makes: the timeline, what the run waited for, the tests, and one of them over it all. */
export function App({
  data,
  unpackLog,
}: {
  readonly data: ReportData;
  readonly unpackLog: () => Promise<string>;
}) {
  const entries = useMemo(() => entriesOf(data.tests), [data]);
  const [address, setAddress] = useState(() => readAddress(location.hash));
  const [log, setLog] = useState<string>();
  const [selected, setSelected] = useState<number>();
  const [wish, setWish] = useState<Wish>();
  const [isPrinting, setPrinting] = useState(false);
  const now = useRef(address);
  now.current = address;

  useEffect(() => {
    const onHash = () => {
      // the anchors of the page's own sections are not for here
      if (!/^#[a-z-]+$/.test(location.hash)) setAddress(readAddress(location.hash));
    };
    addEventListener("hashchange", onHash);
    const print = matchMedia("print");
    const onPrint = () => setPrinting(print.matches);
    const before = () => setPrinting(true);
    const after = () => setPrinting(false);
    print.addEventListener("change", onPrint);
    addEventListener("beforeprint", before);
    addEventListener("afterprint", after);
    return () => {
      removeEventListener("hashchange", onHash);
      print.removeEventListener("change", onPrint);
      removeEventListener("beforeprint", before);
      removeEventListener("afterprint", after);
    };
  }, []);

  const go = (change: Partial<Address>) => {
    const next = { ...now.current, ...change };
    now.current = next;
    setAddress(next);
    const hash = addressHash(next);
    history.replaceState(null, "", hash === "" ? location.href.replace(/#.*/, "") : hash);
  };
  const test = address.test === undefined ? undefined : data.tests.find(({ id }) => id === address.test);
  useEffect(() => {
    if (test !== undefined && log === undefined) void unpackLog().then(setLog);
  }, [test, log, unpackLog]);
  const linkTo = (other: TestData) => addressHash({ ...address, test: other.id });
  const hasTimes = data.zero !== undefined && data.lanes > 0;
  return (
    <>
      {hasTimes ? (
        <>
          <Timeline
            data={data}
            selected={selected}
            select={setSelected}
            open={({ id }) => {
              location.hash = addressHash({ ...address, test: id });
            }}
            wish={wish}
          />
          <Path data={data} linkTo={linkTo} />
        </>
      ) : (
        <p class="note">
          {data.isLive === true
            ? "The timeline begins with the first test."
            : "There is no timeline, because the log does not say when the tests ran."}
        </p>
      )}
      <Tests entries={entries} address={address} go={go} isPrinting={isPrinting} />
      {test === undefined ? null : (
        <Detail
          data={data}
          log={log}
          test={test}
          linkTo={linkTo}
          onClose={() => go({ test: undefined })}
          onPlace={() => {
            const index = data.tests.indexOf(test);
            go({ test: undefined });
            setSelected(index);
            setWish(({ turn } = { index, turn: 0 }) => ({ index, turn: turn + 1 }));
          }}
        />
      )}
    </>
  );
}
