import { type PodData, podStates, type TestData } from "../data.ts";
import { Mark, toneOf } from "./tests.tsx";
import { shown, took } from "./words.ts";

const mostBeside = 30;
const mostPods = 60;
const mostSteps = 40;

/** The pods of a test, each with what it was doing when. */
export function Pods({ pods, test }: { readonly pods: readonly PodData[]; readonly test: TestData }) {
  if (pods.length === 0) return null;
  return (
    <details class="pods">
      <summary>
        Its pods <span class="count">{pods.length}</span>
      </summary>
      <ul>
        {pods.slice(0, mostPods).map((pod) => (
          <li key={`${pod.name} ${pod.states[0]?.[0]}`}>
            <span class="pod">{shown(pod.name)}</span>{" "}
            {pod.states.slice(0, mostSteps).map(([at, code, word]) => (
              <span key={at} class={`step ${podStates[code] ?? ""}`}>
                {shown(word)} <i>{moment(at, test)}</i>
              </span>
            ))}
            {pod.ended === undefined ? null : (
              <span class="step">
                gone <i>{moment(pod.ended, test)}</i>
              </span>
            )}
          </li>
        ))}
      </ul>
      {pods.length > mostPods ? <p class="note">and {pods.length - mostPods} more</p> : null}
    </details>
  );
}

/** When something happened, from the beginning of the test: `+12s`. */
function moment(at: number, { began = 0 }: TestData): string {
  const after = (at - began) / 1000;
  return after < 0 ? `−${took(-after)}` : `+${took(after)}`;
}

/** The tests that ran at the same time, those that failed first. */
export function Overlapping({
  tests,
  linkTo,
}: {
  readonly tests: readonly TestData[];
  readonly linkTo: (test: TestData) => string;
}) {
  if (tests.length === 0) return null;
  return (
    <details class="overlapping">
      <summary>
        Ran at the same time <span class="count">{tests.length}</span>
      </summary>
      <ul>
        {tests.slice(0, mostBeside).map((other) => (
          <li key={other.id} class={toneOf(other)}>
            <Mark test={other} /> <a href={linkTo(other)}>{shown(other.name)}</a> <i>{took(other.seconds)}</i>
          </li>
        ))}
      </ul>
      {tests.length > mostBeside ? <p class="note">and {tests.length - mostBeside} more</p> : null}
    </details>
  );
}
