import { isIP, isIPv4 } from "node:net";
import { InputError } from "../../errors.ts";

/** Where the live page is served. */
export interface WebAddress {
  /** An IP address, without brackets. */
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
}

/**
 * Reads the value of a flag like --web: `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`, `8080`.
 * @throws InputError for anything else
 */
export function webAddress(given: string, flag = "--web"): WebAddress {
  const [, host = "127.0.0.1", digits = ""] = /^(?:(.+):)?(\d{1,5})$/.exec(given) ?? [];
  const bare = /^\[(.+)\]$/.exec(host)?.[1] ?? host;
  const address = bare === "localhost" ? "127.0.0.1" : bare;
  const port = Number(digits);
  const isWhole = bare !== host || isIPv4(address);
  if (digits === "" || port > 65_535 || isIP(address) === 0 || !isWhole)
    throw new InputError(`${flag} ${given}: not an address and a port`, {
      fix: `write it like ${flag}=127.0.0.1:8080, or leave it out for a free port of this machine`,
    });
  return { host: address, port };
}

/** Whether only this machine can reach it. */
export function isLoopback({ host }: Pick<WebAddress, "host">): boolean {
  return host === "::1" || (isIPv4(host) && host.startsWith("127."));
}

/** The address as it is written in a URL. */
export function authority({ host, port }: WebAddress): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/**
 * Whether a browser that names this host (`Host:`) may be answered: by its address or as localhost. Another name may be one that a foreign
 * page has pointed here (DNS rebinding).
 */
export function isOwnHost(given: string | undefined, { host, port }: WebAddress): boolean {
  if (given === undefined) return false;
  const [, name = "", digits = "80"] =
    /^(\[[\da-f:.]+\]|[^:[\]]+)(?::(\d{1,5}))?$/i.exec(given.toLowerCase()) ?? [];
  if (Number(digits) !== port) return false;
  const bare = name.replace(/^\[|\]$/g, "");
  if (bare === host) return true;
  const isAny = host === "0.0.0.0" || host === "::";
  return isAny
    ? isIP(bare) !== 0 || bare === "localhost"
    : isLoopback({ host }) && (bare === "localhost" || isLoopback({ host: bare }));
}
