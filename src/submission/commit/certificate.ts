import type { Place } from "./place.ts";

/** What differs between the repositories to which a product is submitted. */
export interface Certificate {
  /** CNCF's repository: `k8s-conformance`. */
  readonly repository: string;
  /** Whether a remote's repository may be that one, or a fork of it with another name. */
  readonly isNamed: (repository: string) => boolean;
  /** The commit's message, and the pull request's title. */
  readonly title: (place: Place) => string;
  /** What the pull request's template and the reviewers ask. */
  readonly checklist: (place: Place) => readonly string[];
}

/** Kubernetes' own conformance; the checklist is cncf/k8s-conformance's, in our own words. */
export const kubernetesCertificate: Certificate = {
  repository: "k8s-conformance",
  isNamed: (repository) => repository.includes("k8s-conformance"),
  title: ({ minor, product }) => `Conformance results for ${minor}/${product}`,
  checklist: ({ product }) => [
    `the participation form for ${product} is signed and sent to conformance@cncf.io (once per product, not per release)`,
    "name and website_url are those of that form",
    "repo_url is set if the product is open source",
    "the logo, if there is one, is SVG, AI or EPS, includes the product's or company's name, and suits light backgrounds",
    "README.md has all steps, flags and permissions to repeat the results; links alone are not accepted",
    "the pull request has this one commit, signed off with the author's own address (DCO)",
    "contact_email_address reaches a person",
  ],
};
