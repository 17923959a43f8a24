import { useEffect, useMemo, useRef } from "preact/hooks";
import type { ReportData, TestData } from "../data.ts";
import { isFailed, isRun, isRunning } from "./find.ts";
import { Overlapping, Pods } from "./lists.tsx";
import { Log } from "./log.tsx";
import { overlappingTests, podsOf } from "./relations.ts";
import { Scrolled } from "./scrolled.tsx";
import { Mark, Name, toneOf } from "./tests.tsx";
import { shown, timeOfDay, took } from "./words.ts";

/** Characters of a failure's words that are shown without being asked for. */
const fewWords = 1500;

interface Props {
  readonly data: ReportData;
  /** Undefined until it is unpacked. */
  readonly log: string | undefined;
  readonly test: TestData;
  readonly linkTo: (test: TestData) => string;
  readonly onClose: () => void;
  readonly onPlace: () => void;
}

/** One test whole, over the page: what it said, its part of the log, its pods, what ran at the same time. */
export function Detail({ data, log, test, linkTo, onClose, onPlace }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  useEffect(() => {
    title.current?.focus();
    if (dialog.current !== null) dialog.current.scrollTop = 0;
  }, [test]);
  const overlapping = useMemo(() => overlappingTests(test, data.tests), [test, data]);
  const pods = useMemo(() => podsOf(test, data.pods), [test, data]);
  const { name, state, seconds, cause, message, flaked, began, evidence = [] } = test;
  const how = isRunning(test)
    ? `running for ${took(seconds)}`
    : isRun(test)
      ? `${state} after ${took(seconds)}`
      : "did not run";
  return (
    <dialog ref={dialog} class="detail" aria-labelledby="detail-title" closedby="any" onClose={onClose}>
      <div class="titlebar">
        <p class={`state ${toneOf(test)}`}>
          <Mark test={test} /> {how}
          {flaked === true ? ", not at the first attempt" : ""}
        </p>
        {began === undefined ? null : (
          <button type="button" onClick={onPlace}>
            Show in the timeline
          </button>
        )}
        <button type="button" onClick={onClose} aria-label="Close">
          ✕
        </button>
      </div>
      <h2 id="detail-title" ref={title} tabIndex={-1}>
        <Name name={name} />
      </h2>
      {cause === undefined ? null : <p class="why">{shown(cause)}</p>}
      <dl class="facts">
        {factsOf(test, data).map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{shown(value)}</dd>
          </div>
        ))}
      </dl>
      {message === undefined ? null : (
        <details class="words" open={message.length < fewWords}>
          <summary>Message</summary>
          <Scrolled label="Message">{message.split(/\r?\n/).map(shown).join("\n")}</Scrolled>
        </details>
      )}
      {evidence.length === 0 ? null : (
        <section class="evidence" aria-labelledby="detail-evidence">
          <h3 id="detail-evidence">The cluster when it failed</h3>
          {evidence.map(({ name: file, text }) => (
            <details class="words" key={`${test.id} ${file}`} open={file === "events.txt"}>
              <summary>{shown(file)}</summary>
              <Scrolled label={shown(file)}>{text.split(/\r?\n/).map(shown).join("\n")}</Scrolled>
            </details>
          ))}
        </section>
      )}
      {data.isLive === true ? (
        <p class="note">Its log is in the report at the end of the run.</p>
      ) : (
        <LogOf test={test} log={log} name={data.logName} />
      )}
      <Pods pods={pods} test={test} />
      <Overlapping tests={overlapping} linkTo={linkTo} />
    </dialog>
  );
}

function factsOf({ location, began, lane, namespaces = [] }: TestData, { zero, lanes }: ReportData) {
  const facts: readonly (readonly [string, string])[] = [
    ["Place", location ?? ""],
    [
      "Started",
      began === undefined || zero === undefined
        ? ""
        : `${timeOfDay(zero + began)} UTC, ${took(began / 1000)} into the suite`,
    ],
    ["Lane", lane === undefined || lanes < 2 ? "" : `${lane + 1} of ${lanes}`],
    ["Namespace", namespaces.join(", ")],
  ];
  return facts.filter(([, value]) => value !== "");
}

function LogOf({
  test,
  log,
  name = "e2e.log",
}: {
  readonly test: TestData;
  readonly log: string | undefined;
  readonly name: string | undefined;
}) {
  if (test.log === undefined)
    return isRun(test) ? <p class="note">The page does not contain its log.</p> : null;
  if (log === undefined) return <p class="note">Unpacking the log…</p>;
  return <Log key={test.id} text={log} part={test.log} name={name} isFailed={isFailed(test)} />;
}
