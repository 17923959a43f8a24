/** What is wrong with an argument, and how to write it. */
export interface ArgumentFault {
  readonly argument: string;
  readonly why: string;
  readonly fix: string;
}

/**
 * The first argument for the suite or for Ginkgo that cannot be what was meant, and would end the suite at its start; undefined
 * if there is none. Whether a flag exists is for the suite to judge.
 */
export function argumentFault(given: readonly string[]): ArgumentFault | undefined {
  for (const [index, argument] of given.entries()) {
    const fault = faultOf(argument, given[index - 1]);
    if (fault !== undefined) return { argument, ...fault };
  }
  return undefined;
}

// what word processors and chats turn quotation marks and dashes into
const curly = /[“”‘’„‟«»]/gu;

function faultOf(argument: string, before: string | undefined): Omit<ArgumentFault, "argument"> | undefined {
  if (/^["'“”‘’„‟«»–—]|^-[–—]|^--?[\w.-]+=[“‘„«]/u.test(argument)) {
    const plain = argument
      .replace(/^["']|["']$/g, "")
      .replace(curly, "")
      .replace(/^(?:[–—]-?|-[–—])/u, "--");
    return {
      why: "has typographic quotation marks or dashes, which the suite does not recognize",
      fix: `type it again: ${plain}`,
    };
  }
  const flags = argument.split(/\s+(?=--[a-zA-Z])/);
  if (argument.startsWith("-") && flags.length > 1) {
    return {
      why: `contains ${flags.length} arguments`,
      fix: `give the flag once for each: ${flags.join(", then ")}`,
    };
  }
  // Go also takes a value from the next argument
  const isValue = before !== undefined && /^--?[\w.-]+$/.test(before);
  if (!argument.startsWith("-") && !isValue) {
    return {
      why: "does not begin with a dash, as every argument of the suite must",
      fix: `did you mean --${argument}?`,
    };
  }
  if (/^--?[a-zA-Z][\w.-]*\s+\S/.test(argument)) {
    return {
      why: "has a space after the name of the flag",
      fix: `write it as ${argument.replace(/\s+/, "=")}`,
    };
  }
  return undefined;
}
