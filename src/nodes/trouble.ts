/** What a kubelet writes where a log should be, in an answer with status 200. */
export type Trouble =
  /** The unit does not write to the journal, or there is none. */
  { readonly kind: "not in the journal" } | { readonly kind: "failed"; readonly words: string };

// kubelet_server_journal.go
const elsewhere = /^(?:options present and query resolved to log files for|log not found for )/;
const kubelets =
  /^(?:error: journal output not available|failed to get (?:logging cmd|gzip writer): |error getting log for |context error: )/;
// what journalctl prints and then exits, systemd's `journalctl.c`
const journals =
  /^(?:Failed to |Data from the specified boot|Specifying boot ID |No journal files were |Compiled without pattern |Bad pattern |journalctl: |Journal file .{1,300} is truncated)/;
// lines that are not of the log
const remarks = /^(?:-- (?:No entries|Journal begins|Logs begin)\b|Hint: |try without specifying options$)/;

/** The trouble that a line reports; undefined if it does not. Lines of a journal begin with their time, or are indented. */
export function troubleIn(line: string): Trouble | undefined {
  if (elsewhere.test(line)) return { kind: "not in the journal" };
  return kubelets.test(line) || journals.test(line) ? { kind: "failed", words: line.trim() } : undefined;
}

/** Whether the line is not of the log: that there is nothing, or how far the journal goes back. */
export function isRemark(line: string): boolean {
  return remarks.test(line);
}
