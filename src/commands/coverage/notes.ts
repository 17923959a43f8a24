import type { Reading } from "../../coverage/log/read-logs.ts";
import { eligibleOperations } from "../../coverage/releases/held.ts";
import type { Coverage } from "../../coverage/schema.ts";
import type { Specification } from "../../coverage/spec/read.ts";
import type { Tally } from "../../coverage/tally.ts";
import { InputError } from "../../errors.ts";
import type { Sink } from "../../process/io.ts";
import { safe } from "../../text/safe.ts";

/** Says what limits a result: broken lines, a log that is cut off, the suite of another release. */
export function sayNotes(
  stderr: Sink,
  { coverage, reading, tally }: { coverage: Coverage; reading: Reading; tally: Tally },
): void {
  const say = (line: string) => stderr.write(`${safe(line)}\n`);
  for (const { file, line, why } of reading.shown) say(`${file}:${line}: is not an event: it ${why}`);
  const more = reading.broken - reading.shown.length;
  if (more > 0) say(`and ${more} more broken ${more === 1 ? "line" : "lines"}`);
  for (const missing of reading.missing) say(`partial: ${missing}`);
  const others = [...tally.suiteVersions].filter((version) => !version.startsWith(`${coverage.release}.`));
  const [other] = others;
  if (other !== undefined) {
    const minor = other.replace(/\.\d+$/, "");
    say(`the suite in the log is of ${minor}, not of ${coverage.release}: use --release ${minor}`);
  }
  if (coverage.events.read > 0 && !coverage.endpoints.some(({ tested }) => tested)) {
    const who =
      coverage.userAgent === undefined ? "of e2e.test" : `by clients that match ${coverage.userAgent}`;
    say(`no request ${who} is in the log`);
  }
}

/**
 * Says which eligible endpoints a document lacks.
 * @throws InputError if it has none of them, so that it describes something else
 */
export function saySpecification(
  stderr: Sink,
  { operations }: Specification,
  minor: string,
  name: string,
): void {
  const known = new Set(operations.map(({ id }) => id));
  const eligible = eligibleOperations(minor);
  const lacking = eligible.filter(({ id }) => !known.has(id));
  if (lacking.length === eligible.length) {
    throw new InputError(`${name}: has no endpoint of Kubernetes ${minor}`, {
      fix: "use api/openapi-spec/swagger.json of the Kubernetes release, or the output of `kubectl get --raw /openapi/v2`",
    });
  }
  if (lacking.length === 0) return;
  const examples = lacking.slice(0, 3).map(({ id }) => id);
  const rest = lacking.length > examples.length ? ", ..." : "";
  stderr.write(
    `${safe(`${lacking.length} of the ${eligible.length} eligible endpoints of ${minor} are not in ${name} and count as untested: ${examples.join(", ")}${rest}`)}\n`,
  );
}
