import type { Io } from "./io.ts";

/** The environment overlaid with other values, as they are whenever a variable is read; undefined ones leave the value below. */
export function overlaidEnv(env: Io["env"], over: Readonly<Record<string, string | undefined>>): Io["env"] {
  const read = (name: string | symbol) => (typeof name === "string" ? (over[name] ?? env[name]) : undefined);
  // the proxy's target is an empty object, as in `permittedEnv`, which may be its base
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
