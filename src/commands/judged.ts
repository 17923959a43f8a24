const judges = new WeakMap<object, () => Promise<void>>();

/** Records how the values of a command's flags are checked, beyond their declaration; returns the command. */
export function judgedBy<C extends object>(command: C, judge: (command: C) => Promise<void>): C {
  judges.set(command, () => judge(command));
  return command;
}

/** Throws InputError for a value that the command would refuse before it does anything. */
export async function judgeFlags(command: object): Promise<void> {
  await judges.get(command)?.();
}
