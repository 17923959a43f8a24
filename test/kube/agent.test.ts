import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runtimes, withServers } from "./runtimes.ts";

const checked = withServers();
const folder = mkdtempSync(path.join(tmpdir(), "proxy-"));

afterAll(() => rmSync(folder, { recursive: true }));

test.each(runtimes)(
  "$runtime takes the proxy that the kubeconfig or the environment names, for calls and for exec",
  (runtime) => {
    const nobody = "http://127.0.0.1:1";
    const run = checked(runtime, path.join(import.meta.dir, "proxy.check.ts"), {
      more: [folder],
      env: { HTTPS_PROXY: nobody, https_proxy: nobody, NO_PROXY: "", no_proxy: "" },
    });
    const through = ["hello client through the proxy", "hello client through the proxy"];
    expect(run.stdout).not.toContain("secret");
    const twice = (words: unknown) => [words, words];
    expect(JSON.parse(run.stdout)).toEqual({
      environment: through,
      credentials: through.map((words) => `${words} as me:p@ss`),
      kubeconfigFirst: through,
      late: through,
      silent: expect.stringContaining("through proxy http://127.0.0.1:PROXY: no answer within 0.3s"),
      exempt: ["hello client", "hello client"],
      otherAddress: through,
      wrongName: twice(
        expect.stringMatching(/does not match certificate's altnames.* fix: .*--tls-server-name/),
      ),
      answers502: twice(
        "ConnectionError proxy http://127.0.0.1:PROXY: answered CONNECT with 502 Bad Gateway" +
          " fix: the proxy cannot reach down.test:SERVER, or is not allowed to: check HTTPS_PROXY, or bypass the proxy: NO_PROXY=down.test",
      ),
      answers407: twice(
        "ConnectionError proxy http://127.0.0.1:PROXY: answered CONNECT with 407 Proxy Authentication Required" +
          " fix: write the user name and the password into HTTPS_PROXY: http://USER:PASSWORD@127.0.0.1:PROXY",
      ),
      refused: twice(
        "ConnectionError proxy http://127.0.0.1:1: connection refused" +
          " fix: check HTTPS_PROXY, or bypass the proxy: NO_PROXY=cluster.test",
      ),
      socks: twice("hello client through SOCKS"),
      socksToAddress: twice("hello client through SOCKS"),
      socksToOtherAddress: twice(
        expect.stringMatching(
          /altnames: IP: 10\.9\.9\.9 is not in the cert's list: 127\.0\.0\.1 fix: .*--tls-server-name/,
        ),
      ),
      socksAndName: twice("hello client through SOCKS"),
      socksRejected: twice(
        "ConnectionError proxy socks5://127.0.0.1:SOCKS: answered CONNECT with HostUnreachable" +
          " fix: the proxy cannot reach away.test:SERVER, or is not allowed to: check cluster c: proxy-url",
      ),
      socksRefused: twice(
        "ConnectionError proxy socks5://127.0.0.1:1: connection refused fix: check cluster c: proxy-url",
      ),
    });
  },
);
