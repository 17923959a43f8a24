import { inPieces, type Steps } from "../../../async/steps.ts";
import { Lines } from "../../../suite/log/lines.ts";
import { SuiteLines } from "../../../suite/log/suite-lines.ts";
import type { SuiteFinished } from "../../../suite/log.ts";

/** What e2e.log says of the suite as a whole. */
export interface LogView {
  /** Its last summary. */
  readonly finished?: SuiteFinished;
  /** `e2e test version`, which quiet logs do not tell. */
  readonly suite?: string;
  /** `kube-apiserver version` */
  readonly server?: string;
}

/** Reads the lines about the whole suite alone: what each spec printed is passed over. In steps. */
export function* logViewSteps(bytes: Uint8Array): Steps<LogView> {
  let view: LogView = {};
  const suite = new SuiteLines((event) => {
    if (event.kind === "suite-finished") view = { ...view, finished: event };
    else if (event.kind === "versions") {
      const { kind: _, ...versions } = event;
      view = { ...view, ...versions };
    }
  });
  suite.specsBegan();
  const lines = new Lines();
  const read = (found: readonly string[]) => {
    for (const line of found) suite.line(line.includes("\u001b") ? plain(line) : line);
  };
  yield* inPieces(bytes, (piece) => read(lines.push(piece)));
  read(lines.end());
  return view;
}

/** Some runners keep the colours of a terminal. */
function plain(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one
  return line.replace(/\u001b\[[\d;]*m/g, "");
}
