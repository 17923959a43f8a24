import type { Certificate } from "../../submission/commit/certificate.ts";

/** Kubernetes AI Conformance; the checklist is cncf/k8s-ai-conformance's, in our own words. */
export const aiCertificate: Certificate = {
  repository: "k8s-ai-conformance",
  isNamed: (repository) => repository.includes("ai-conformance"),
  title: ({ minor, product }) => `${product} ${minor} AI Conformance`,
  checklist: () => [
    "your organization accepts the terms and conditions of the program",
    "vendorName is exactly the member's name in the CNCF Landscape",
    "the logo is SVG, AI or EPS, shows the product's name, and follows the landscape's guidelines",
    "repoUrl is set if the product is open source",
    "test artifacts are included where a test shows the requirement (v1.37 and later)",
    "every URL answers without a login",
    "the pull request has this one commit, signed off with the author's own address (DCO)",
  ],
};
