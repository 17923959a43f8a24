import { withoutUserinfo } from "../../text/redact.ts";

const secrets = ["--token", "--password"];

/** The words of a command line without the values that must not be kept. */
export function redact(argv: readonly string[]): string[] {
  return argv.map((word, index) => {
    if (secrets.includes(argv[index - 1] ?? "")) return "…";
    const flag = secrets.find((name) => word.startsWith(`${name}=`));
    return flag === undefined ? withoutUserinfo(word) : `${flag}=…`;
  });
}
