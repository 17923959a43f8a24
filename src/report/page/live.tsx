import { render } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { ReportData, TestData } from "../data.ts";
import { LiveRun } from "../live/live-run.ts";
import type { LiveMessage } from "../live/message.ts";
import { testAddress } from "./address.ts";
import { App } from "./app.tsx";
import { isFailed } from "./find.ts";
import { counted, shown, took } from "./words.ts";

/** Milliseconds between two pictures: each is made anew from everything that is known. */
const pace = 1000;
const mostFailures = 100;

type Contact = "open" | "lost" | "over";

/** Shows a run that goes on, from the messages that the server of this page sends; at its end the page becomes the finished report. */
export function startLive(head: HTMLElement, app: HTMLElement): void {
  const run = new LiveRun();
  app.replaceChildren();
  render(<Live run={run} head={head} />, app);
}

function Live({ run, head }: { readonly run: LiveRun; readonly head: HTMLElement }) {
  const contact = useMessages(run);
  const now = useClock(contact !== "over");
  const data = useMemo(() => run.data(now), [run, now]);
  const { progress, end } = run;
  useEffect(() => {
    render(<Head run={run} data={data} now={now} contact={contact} />, head);
    const count = progress === undefined ? "" : `${progress.total - progress.remaining}/${progress.total} `;
    document.title = `${count}${end === undefined ? "running" : "ended"}: conformance ${shown(run.name)}`;
    document.documentElement.dataset.ready = "";
  }, [data, contact]);
  return <App data={data} unpackLog={noLog} />;
}

const noLog = () => Promise.resolve("");

/** Takes the messages as they come. The browser itself connects again, and names the last one that it has. */
function useMessages(run: LiveRun): Contact {
  const [contact, setContact] = useState<Contact>("open");
  useEffect(() => {
    const source = new EventSource("events");
    source.onopen = () => setContact("open");
    source.onerror = () => setContact((before) => (before === "over" ? before : "lost"));
    source.onmessage = ({ data }: MessageEvent<string>) => {
      // written by the program itself, which serves this page
      const message = JSON.parse(data) as LiveMessage;
      run.take(message);
      if (message.kind !== "end") return;
      source.close();
      setContact("over");
      if (message.hasReport) location.reload();
    };
    return () => source.close();
  }, [run]);
  return contact;
}

/** The time, a second later each second while it runs. */
function useClock(isRunning: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setNow(Date.now()), pace);
    return () => clearInterval(timer);
  }, [isRunning]);
  return now;
}

interface HeadProps {
  readonly run: LiveRun;
  readonly data: ReportData;
  readonly now: number;
  readonly contact: Contact;
}

/** What is read first: how far the run is, what keeps tests from running, what has failed. */
function Head({ run, data, now, contact }: HeadProps) {
  const { progress, facts, causes, end, rowsLeftOut } = run;
  const failed = data.tests.filter(isFailed).toReversed();
  return (
    <>
      <header class="top">
        <p class="kicker">
          Kubernetes conformance <span>{shown(run.name)}</span>
        </p>
        <h1>{end === undefined ? "Running" : "Ended"}</h1>
        <p class="lead">{leadWords(run, now)}</p>
        {progress === undefined ? null : <Share {...progress} />}
        <Contact contact={contact} words={end?.text} />
      </header>
      {causes.length === 0 ? null : (
        <section aria-labelledby="causes-title">
          <h2 id="causes-title">What tests wait for</h2>
          {causes.map(({ id, text, fix }) => (
            <div class="shared" key={id}>
              <p>
                <strong>{shown(text)}</strong>
              </p>
              {fix === undefined ? null : <p class="note">Fix: {shown(fix)}</p>}
            </div>
          ))}
        </section>
      )}
      {failed.length === 0 ? null : <Failures failed={failed} />}
      <dl class="facts">
        {facts.map(([label, value]) => (
          <div key={label} class={label === "Image" ? "wide" : ""}>
            <dt>{label}</dt>
            <dd>{shown(value)}</dd>
          </div>
        ))}
      </dl>
      {rowsLeftOut === 0 ? null : (
        <p class="note">
          {counted(rowsLeftOut, "pod row")} are left out here; pods.txt in the folder has them all.
        </p>
      )}
    </>
  );
}

function leadWords(run: LiveRun, now: number): string {
  const { progress } = run;
  if (progress === undefined) return "The suite has not started yet.";
  const { total, remaining, failed, running } = progress;
  const { elapsed, left } = run.times(now);
  return [
    `${total - remaining} of ${total} tests ended`,
    `${failed} failed`,
    `${running.length} running`,
    ...(elapsed === undefined ? [] : [`${took(elapsed / 1000)} so far`]),
    ...(left === undefined ? [] : [`about ${took(left / 1000)} left`]),
  ].join(", ");
}

function Share({ total, passed, failed }: { total: number; passed: number; failed: number }) {
  const all = Math.max(1, total);
  // one failure among hundreds must be visible
  const red = failed === 0 ? 0 : Math.max(failed / all, 0.006) * 1000;
  const green = Math.min((passed / all) * 1000, 1000 - red);
  return (
    <svg class="share" viewBox="0 0 1000 1" preserveAspectRatio="none" aria-hidden="true">
      <rect class="rest" width="1000" height="1" />
      <rect class="good" x={red} width={green} height="1" />
      <rect class="bad" width={red} height="1" />
    </svg>
  );
}

/** Whether what is shown is as of now. */
function Contact({ contact, words }: { readonly contact: Contact; readonly words: string | undefined }) {
  const text =
    words !== undefined
      ? words
      : contact === "lost"
        ? "This page has lost the program that follows the run, and tries to reach it again."
        : "";
  return (
    <p class="certificate" role="status">
      {shown(text)}
    </p>
  );
}

function Failures({ failed }: { readonly failed: readonly TestData[] }) {
  const left = failed.length - mostFailures;
  return (
    <section aria-labelledby="failures-title">
      <h2 id="failures-title">
        Failures <span class="count">{failed.length}</span>
      </h2>
      <ul>
        {failed.slice(0, mostFailures).map((test) => (
          <li key={test.id} class="failure">
            <h3>{test.cause === undefined ? "Failed without a message" : shown(test.cause)}</h3>
            <p>
              <a href={testAddress(test.id)}>{shown(test.name)}</a>
            </p>
            <p class="note">
              {test.state === "failed" ? "failed" : `failed: ${test.state}`} after {took(test.seconds)}
            </p>
          </li>
        ))}
      </ul>
      {left > 0 ? <p class="note">{left} more are in the list of tests.</p> : null}
    </section>
  );
}
