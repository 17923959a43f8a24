import path from "node:path";
import type { Command } from "@commander-js/extra-typings";
import { InputError } from "../../errors.ts";
import type { Client } from "../../oci/client.ts";
import type { Io } from "../../process/io.ts";
import { readSmall } from "../../process/read-small.ts";
import { safe } from "../../text/safe.ts";
import { systemWords } from "../../text/system-words.ts";
import { listed } from "../repeated.ts";
import type { FlagsOf } from "../with-flags.ts";

/** How registries are reached. */
export function registryFlags(onto: Command) {
  return onto
    .option(
      "--plain-http <host[:port],…>",
      "registries without TLS, on a network that you trust; e.g. --plain-http localhost:5000",
      listed,
    )
    .option(
      "--registry-ca <file>",
      "PEM of authorities that certificates of registries may come from, besides the usual ones",
    );
}

export type RegistryFlags = FlagsOf<typeof registryFlags>;

const mostOfCa = 4 * 1024 * 1024;

/**
 * A client with the flags' settings and the user's logins, or those in the text of a pull secret.
 * @throws InputError for a flag that cannot be used
 */
export async function openClient(io: Io, flags: RegistryFlags, secret?: string): Promise<Client> {
  const { Client } = await import("../../oci/client.ts");
  const { Keyring } = await import("../../oci/credentials.ts");
  const odd = flags.plainHttp?.find((host) => !/^[\w.-]+(?::\d+)?$|^\[[0-9a-f:]+\](?::\d+)?$/i.test(host));
  if (odd !== undefined)
    throw new InputError(`--plain-http ${safe(odd)}: not a host`, {
      fix: "write it like registry.example.com:5000",
    });
  const settings = {
    env: io.env,
    signal: io.signal,
    plain: new Set(flags.plainHttp),
    ca: flags.registryCa === undefined ? undefined : await authorities(flags.registryCa, io.cwd),
  };
  return new Client(settings, io, new Keyring(io, secret));
}

async function authorities(file: string, cwd: string): Promise<string> {
  let text: string;
  try {
    text = new TextDecoder().decode(readSmall(path.resolve(cwd, file), mostOfCa));
  } catch (cause) {
    throw new InputError(`--registry-ca ${safe(file)}: ${systemWords(cause)}`, { cause });
  }
  if (!text.includes("-----BEGIN CERTIFICATE-----"))
    throw new InputError(`--registry-ca ${safe(file)}: contains no certificate in PEM`);
  // what is given to a request replaces the usual authorities
  const { rootCertificates } = await import("node:tls");
  return [...rootCertificates, text].join("\n");
}
