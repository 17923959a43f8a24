import type { Io } from "./io.ts";

/** The environment with other values over it, as they stand whenever a variable is read; undefined ones leave what is beneath. */
export function overlaidEnv(env: Io["env"], over: Readonly<Record<string, string | undefined>>): Io["env"] {
  const read = (name: string | symbol) => (typeof name === "string" ? (over[name] ?? env[name]) : undefined);
  // before an empty object, as `permittedEnv`, over which it may stand
  return new Proxy<Record<string, string | undefined>>(
    {},
    {
      get: (_empty, name) => read(name),
      has: (_empty, name) => read(name) !== undefined,
      ownKeys: () => [...new Set([...Object.keys(env), ...Object.keys(over)])],
      getOwnPropertyDescriptor: (_empty, name) => {
        const value = read(name);
        return value === undefined ? undefined : { value, enumerable: true, configurable: true };
      },
    },
  );
}
