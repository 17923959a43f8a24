const judges = new WeakMap<object, () => Promise<void>>();

/** Notes how the values of a command's flags are judged, beyond what their declaration says; gives the command back. */
export function judgedBy<C extends object>(command: C, judge: (command: C) => Promise<void>): C {
  judges.set(command, () => judge(command));
  return command;
}

/** Throws InputError for a value that the command would refuse before it does anything. */
export async function judgeFlags(command: object): Promise<void> {
  await judges.get(command)?.();
}
