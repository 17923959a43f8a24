import { expect, test } from "bun:test";
import path from "node:path";
import { runtimes, withServers } from "./runtimes.ts";

const checked = withServers();

test.each(runtimes)(
  "$runtime shows its client certificate, through a proxy too, and trusts no unknown authority nor another name",
  (runtime) => {
    const run = checked(runtime, path.join(import.meta.dir, "runtimes.check.ts"));
    expect(JSON.parse(run.stdout)).toEqual({
      direct: "hello client",
      proxied: "hello client through the proxy",
      withoutCertificate: "ConnectionError",
      namedByAddress: "hello client",
      anotherAddress: "ConnectionError",
      unknownAuthority: "ConnectionError",
    });
  },
);
