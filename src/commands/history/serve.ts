import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { exitCode } from "../../errors.ts";
import type { Context } from "../context.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";
import { credentialsHelp, storeWords } from "./help.ts";
import { loadFlags } from "./load-flags.ts";

/** `history serve [STORE…]`: the pages of a site over stores that cannot be public. */
export function serveCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((stores, flags) => serve(context, stores, flags));
}

function declared({ name }: Context) {
  return withFlags(new Command("serve"), loadFlags)
    .summary("serve the pages of jobs to browsers, until it is interrupted")
    .description(
      "Serves the pages that history site writes, from stores that cannot be public: an index, and for each job its grid, the reports of its builds, a feed and a badge. It only reads. A browser has to know the address, which is printed and has a random part; on this machine only, unless another address is named. The stores are asked for new builds at most every half minute.",
    )
    .argument("[stores...]", `${storeWords}: jobs, or a folder of jobs (default: those that were imported)`)
    .option(
      "--listen <address:port>",
      "where; port 0 is any free one; e.g. --listen 127.0.0.1:8080",
      "127.0.0.1:0",
    )
    .addHelpText(
      "after",
      `
Examples:
  ${name} history serve gs://acme-conformance/logs
  ${name} history serve s3://acme-conformance/logs/nightly --listen 127.0.0.1:8080
${credentialsHelp}`,
    );
}

type ServeFlags = FlagsOf<typeof declared>;

/** Serves until the signal. Throws InputError if it cannot listen there or there is nothing, StoreError. */
async function serve({ io, exit }: Context, stores: readonly string[], flags: ServeFlags): Promise<void> {
  const { authority, isLoopback, webAddress } = await import("../../display/web/address.ts");
  const { serveSite } = await import("./site-server.ts");
  const { loadSite } = await import("./site-of.ts");
  const address = webAddress(flags.listen, "--listen");
  const load = () => loadSite(stores, flags, Number.POSITIVE_INFINITY, io);
  const server = await serveSite(address, await load(), load, io);
  try {
    io.stdout.write(`${server.url}\n`);
    if (!isLoopback(address))
      io.stderr.write(
        `warning: whoever can reach ${authority(address)} and knows this address can read the pages; they are sent unencrypted\n`,
      );
    await aborted(io.signal);
    exit(exitCode.interrupted);
  } finally {
    server.close();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  else signal.addEventListener("abort", () => resolve(), { once: true });
  return promise;
}
