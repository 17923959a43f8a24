/** The audit policy that coverage needs: every request with its user agent, and nothing of its content. */
export const neededPolicy = `# For kube-apiserver --audit-policy-file. Coverage needs each request once, with its user agent, from every
# client and for every path: level Metadata has that, and no content of objects. An audit policy cannot choose by
# user agent, so a full run writes about 110 MB.
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages:
  - RequestReceived
rules:
  - level: Metadata
`;
