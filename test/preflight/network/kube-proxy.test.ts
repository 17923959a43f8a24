import { describe, expect, test } from "bun:test";
import { judgeMode, modeOfConfig, modeOfWords } from "../../../src/preflight/network/kube-proxy.ts";

describe("kube-proxy", () => {
  test.each([
    ["kubeadm's configmap", modeOfConfig('kind: KubeProxyConfiguration\nmode: "ipvs"\n', "c"), "ipvs"],
    ["its default", modeOfConfig('mode: ""\n', "c"), "iptables"],
    ["text that is no configuration", modeOfConfig("{", "c"), undefined],
    ["no configmap", modeOfConfig(undefined, "c"), undefined],
    ["a word", modeOfWords(["kube-proxy", "--proxy-mode=nftables"], "p"), "nftables"],
    ["two words", modeOfWords(["kube-proxy", "--proxy-mode", "ipvs"], "p"), "ipvs"],
    ["k3s's arguments", modeOfWords(["server", "--kube-proxy-arg", "proxy-mode=ipvs"], "p"), "ipvs"],
    ["k3s's arguments in one", modeOfWords(["server", "--kube-proxy-arg=proxy-mode=ipvs"], "p"), "ipvs"],
    ["words that say nothing of it", modeOfWords(["kube-proxy", "--v=2"], "p"), undefined],
  ])("%s", (_, found, mode) => {
    expect(found?.mode).toBe(mode as string);
  });

  test("ipvs alone warns", () => {
    expect(judgeMode({ mode: "ipvs", from: "c" }).status).toBe("warn");
    expect(judgeMode({ mode: "nftables", from: "c" }).status).toBe("pass");
    expect(judgeMode(undefined).status).toBe("unknown");
  });
});
