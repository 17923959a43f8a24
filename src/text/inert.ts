/**
 * What a CI system takes from a line of a job's output as a command to itself: GitHub Actions `::error::` at its start, after blanks, and
 * `##[error]` anywhere (actions/runner, ActionCommand.cs); Azure Pipelines `##vso[…]` and TeamCity `##teamcity[…]`.
 */
const command = /(?<=^[\s\u0085]*):(?=:)|#(?=#[a-z]{0,20}\[)/gim;

/** The text with a blank in each command, so that nothing takes it for one: `: :error::`, `# #[error]`. */
export function inert(text: string): string {
  return text.replace(command, "$& ");
}

/** Like `inert`, for a text in pieces, each of which is written before the next is known. */
export function inertPieces(): (piece: string) => string {
  // how far a command may have begun: "x" stands for what came before on the line
  let before = "";
  return (piece) => {
    const all = before + piece;
    const cuts = [...all.matchAll(command)].map(({ index }) => Math.max(index + 1 - before.length, 0));
    const line = all.slice(Math.max(all.lastIndexOf("\n"), all.lastIndexOf("\r")) + 1);
    before = /^[\s\u0085]*:?$/.test(line)
      ? line.trim()
      : `x${/#{1,2}[a-z]{0,20}$/i.exec(line.slice(-longest))?.[0] ?? ""}`;
    return [0, ...cuts].map((start, index) => piece.slice(start, cuts[index])).join(" ");
  };
}

// characters of `##` and 20 letters
const longest = 22;
