import type { Io } from "./io.ts";

/**
 * The environment, as far as this process may read it: Deno throws for a variable that `--allow-env` does not list, and when variables
 * are listed while it has a list. Such a variable counts as unset, and the list as empty.
 */
export function permittedEnv(env: Io["env"]): Io["env"] {
  const read = (name: string | symbol) =>
    typeof name === "string" ? permitted(() => env[name], undefined) : undefined;
  // the proxy's target is an empty object, because a proxy is compared with its target
  return new Proxy<Record<string, string | undefined>>(
    {},
    {
      get: (_empty, name) => read(name),
      has: (_empty, name) => read(name) !== undefined,
      ownKeys: () => permitted(() => Object.keys(env), []),
      getOwnPropertyDescriptor: (_empty, name) => {
        const value = read(name);
        return value === undefined ? undefined : { value, enumerable: true, configurable: true };
      },
    },
  );
}

function permitted<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && error.name === "NotCapable") return otherwise;
    throw error;
  }
}
