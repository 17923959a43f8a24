import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { TestData } from "../data.ts";
import { type Address, addressHash, type Order, orderNames, type Shown, shownNames } from "./address.ts";
import { countsOf, type Entry, find, isFailed, isRun, isRunning } from "./find.ts";
import { useRows } from "./virtual.ts";
import { counted, took, shown as visible } from "./words.ts";

const shownWords: Readonly<Record<Shown, string>> = {
  ran: "Ran",
  running: "Running",
  failed: "Failed",
  flaky: "Flaky",
  passed: "Passed",
  skipped: "Did not run",
  all: "All",
};

const orderWords: Readonly<Record<Order, string>> = {
  run: "as they ran",
  slowest: "slowest first",
  name: "by name",
};

interface Props {
  readonly entries: readonly Entry[];
  readonly address: Address;
  readonly go: (change: Partial<Address>) => void;
  /** Whether the page is being printed, where every row has to be there. */
  readonly isPrinting: boolean;
}

/** Every test: searched and filtered as one types. */
export function Tests({ entries, address, go, isPrinting }: Props) {
  const counts = useMemo(() => countsOf(entries.map(({ test }) => test)), [entries]);
  const sigs = useMemo(
    () => [...new Set(entries.map(({ sig }) => sig))].filter((sig) => sig !== "").sort(),
    [entries],
  );
  const { query, shown, sig, order } = address;
  const found = useMemo(
    () => find(entries, { test: undefined, query, shown, sig, order }),
    [entries, query, shown, sig, order],
  );
  return (
    <section id="tests" aria-labelledby="tests-title">
      <h2 id="tests-title">
        Tests <span class="count">{counts.ran.toLocaleString("en")}</span>
      </h2>
      <search class="filters">
        <input
          type="search"
          id="query"
          aria-label="Search tests by name, cause or namespace"
          placeholder="Search by name, cause or namespace"
          autocomplete="off"
          spellcheck={false}
          value={query}
          onInput={(event) => go({ query: event.currentTarget.value })}
        />
        <fieldset class="chips">
          <legend class="hidden">Which tests</legend>
          {shownNames
            .filter((name) => counts[name] > 0 || name === shown)
            .map((name) => (
              <label key={name} class={name}>
                <input
                  type="radio"
                  name="show"
                  value={name}
                  checked={shown === name}
                  onChange={() => go({ shown: name })}
                />
                <span>
                  {shownWords[name]} <b>{counts[name].toLocaleString("en")}</b>
                </span>
              </label>
            ))}
        </fieldset>
        <label class="choice">
          <span>SIG</span>
          <select value={sig} onChange={(event) => go({ sig: event.currentTarget.value })}>
            <option value="">any</option>
            {sigs.map((name) => (
              <option key={name} value={name}>
                {name.replace("sig-", "")}
              </option>
            ))}
          </select>
        </label>
        <label class="choice">
          <span>Order</span>
          <select
            value={order}
            onChange={(event) =>
              go({ order: orderNames.find((name) => name === event.currentTarget.value) ?? "run" })
            }
          >
            {orderNames.map((name) => (
              <option key={name} value={name}>
                {orderWords[name]}
              </option>
            ))}
          </select>
        </label>
      </search>
      <p class="note" role="status">
        {found.length === 0
          ? "No test matches."
          : `${counted(found.length, "test")}${query === "" ? "" : ` with “${visible(query)}”`}`}
      </p>
      {isPrinting ? <All found={found} address={address} /> : <Rows found={found} address={address} />}
    </section>
  );
}

function Rows({ found, address }: { readonly found: readonly Entry[]; readonly address: Address }) {
  const list = useRef<HTMLUListElement>(null);
  const [above, setAbove] = useState(0);
  const rows = useRows(found.length, { height: 44, above });
  // where the list begins changes with whatever is opened above it
  useLayoutEffect(() => {
    const measure = () =>
      setAbove(Math.round((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  useEffect(() => rows.measure(), [rows, found]);
  return (
    <ul class="rows" ref={list} style={{ height: `${rows.getTotalSize()}px` }}>
      {rows.getVirtualItems().map(({ index, start }) => {
        const entry = found[index];
        if (entry === undefined) return null;
        return (
          <li
            key={index}
            data-index={index}
            ref={(row) => rows.measureElement(row)}
            aria-setsize={found.length}
            aria-posinset={index + 1}
            style={{ transform: `translateY(${start - above}px)` }}
          >
            <Row entry={entry} address={address} />
          </li>
        );
      })}
    </ul>
  );
}

function All({ found, address }: { readonly found: readonly Entry[]; readonly address: Address }) {
  return (
    <ul class="rows whole">
      {found.map((entry, index) => (
        <li key={index}>
          <Row entry={entry} address={address} />
        </li>
      ))}
    </ul>
  );
}

function Row({ entry: { test }, address }: { readonly entry: Entry; readonly address: Address }) {
  const { id, name, seconds, cause, flaked } = test;
  const failed = isFailed(test);
  return (
    <a class={`row ${toneOf(test)}`} href={addressHash({ ...address, test: id })}>
      <Mark test={test} />
      <span class="name">
        <Name name={name} />
        {failed && cause !== undefined ? <span class="cause">{visible(cause)}</span> : null}
        {flaked === true ? <span class="flag">flaky</span> : null}
      </span>
      <span class="time">{isRun(test) ? took(seconds) : ""}</span>
    </a>
  );
}

/** How a test ended, for those who see no colours too. */
export function Mark({ test }: { readonly test: TestData }) {
  const tone = toneOf(test);
  return (
    <span class="mark">
      <span aria-hidden="true">{signs[tone]}</span>
      <span class="hidden">{toneWords[tone]}</span>
    </span>
  );
}

const signs = { bad: "✗", good: "✓", now: "…", rest: "–" } as const;
const toneWords = { bad: "failed", good: "passed", now: "running", rest: "did not run" } as const;

/** How a test stands, as a class of the style. */
export function toneOf(test: TestData): keyof typeof signs {
  if (isRunning(test)) return "now";
  return isFailed(test) ? "bad" : isRun(test) ? "good" : "rest";
}

/** A test's name, with its tags stepping back. */
export function Name({ name }: { readonly name: string }): ComponentChildren {
  const parts = visible(name).split(/(\[[^[\]]+\])/);
  return parts.map((part, index) => (index % 2 === 1 ? <span class="tag">{part}</span> : part));
}
