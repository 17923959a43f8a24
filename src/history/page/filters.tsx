import { type Address, type Shown, shownNames } from "./address.ts";

const shownWords: Readonly<Record<Shown, string>> = {
  all: "All",
  failing: "Failing now",
  flaky: "Flaky",
  troubled: "Ever failed",
};

/** What narrows the rows down. */
export function Filters({
  address: { query, shown },
  counts,
  go,
}: {
  readonly address: Address;
  readonly counts: Readonly<Record<Shown, number>>;
  readonly go: (change: Partial<Address>) => void;
}) {
  return (
    <search class="filters">
      <input
        type="search"
        id="query"
        aria-label="Search tests by name or cause"
        placeholder="Search by name or cause"
        autocomplete="off"
        spellcheck={false}
        value={query}
        onInput={(event) => go({ query: event.currentTarget.value })}
      />
      <fieldset class="chips">
        <legend class="hidden">Which tests</legend>
        {shownNames.map((name) => (
          <label key={name}>
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
    </search>
  );
}
