import { StatusLine } from "../../display/status-line.ts";
import { styleFor } from "../../display/style.ts";
import { UserError } from "../../errors.ts";
import type { Outcome } from "../../images/copy-all.ts";
import type { CopyEvent } from "../../oci/copy.ts";
import type { Io } from "../../process/io.ts";
import { byteWords } from "../../text/bytes.ts";
import { clock } from "../../text/duration.ts";
import { safe } from "../../text/safe.ts";

// milliseconds: between two lines without a terminal
const elsewhere = 30_000;
// of the rate that is shown
const window = 5000;

/** Shows how far a copy is: a line that changes on a terminal, a line now and then elsewhere. */
export class CopyProgress {
  readonly #io: Io;
  readonly #total: number;
  readonly #begun: number;
  readonly #line: StatusLine;
  #done = 0;
  #planned = 0;
  #sent = 0;
  #there = 0;
  #samples: { readonly at: number; readonly sent: number }[] = [];

  constructor(io: Io, total: number) {
    this.#io = io;
    this.#total = total;
    this.#begun = io.monotonic();
    this.#line = new StatusLine(io, () => this.#text(), elsewhere);
  }

  get bytes(): { readonly planned: number; readonly sent: number; readonly there: number } {
    return { planned: this.#planned, sent: this.#sent, there: this.#there };
  }

  get elapsed(): number {
    return this.#io.monotonic() - this.#begun;
  }

  take(event: CopyEvent): void {
    if (event.kind === "planned") this.#planned += event.bytes;
    else if (event.kind === "sent") this.#sent += event.bytes;
    else this.#there += event.bytes;
  }

  /** An image is finished: its line goes above the line that changes. */
  image(line: string | undefined): void {
    this.#done += 1;
    this.#line.erase();
    if (line !== undefined) this.#io.stdout.write(`${line}\n`);
    if (this.#io.stderr.isTTY) this.#line.show();
  }

  end(): void {
    this.#line.end();
  }

  #text(): string {
    const now = this.#io.monotonic();
    this.#samples = [...this.#samples.filter(({ at }) => now - at <= window), { at: now, sent: this.#sent }];
    const [first] = this.#samples;
    const seconds = first === undefined ? 0 : (now - first.at) / 1000;
    const rate = first === undefined || seconds < 0.1 ? 0 : Math.max(0, this.#sent - first.sent) / seconds;
    const left = rate > 0 ? `, about ${clock(((this.#planned - this.#sent) / rate) * 1000)} for these` : "";
    const share = this.#planned === 0 ? 0 : Math.max(0, this.#sent) / this.#planned;
    const filled = Math.min(width, Math.round(width * share));
    const bar = `${"█".repeat(filled)}${"░".repeat(width - filled)}`;
    const words = `${this.#done}/${this.#total} images   ${byteWords(this.#sent)} of ${byteWords(this.#planned)}   ${byteWords(rate)}/s${left}`;
    return `${bar}  ${words}`;
  }
}

const width = 20;

/**
 * Reports what did not work, each reason once with its images.
 * @throws UserError if anything failed, with the code of the first failure
 */
export function reportFailures(io: Io, outcomes: readonly Outcome[], what: string): void {
  const failed = outcomes.flatMap((outcome) => (outcome.kind === "failed" ? [outcome] : []));
  const [first] = failed;
  if (first === undefined) return;
  const left = outcomes.filter(({ kind }) => kind === "left").length;
  const style = styleFor(io.stderr, io.env);
  // the first one is the error of the command; what failed for the same reason is counted there
  for (const { job, error } of failed.slice(1))
    if (error.message !== first.error.message)
      io.stderr.write(`${style.bad("failed")} ${job.from}: ${safe(error.message)}\n`);
  const rest = left === 0 ? "" : `, and ${left} were not tried`;
  const count = `${failed.length} of ${outcomes.length} images could not be ${what}${rest}`;
  const { code, fix } = first.error;
  throw new UserError(`${count}: ${first.job.from}: ${first.error.message}`, {
    code,
    fix,
    cause: first.error,
  });
}
