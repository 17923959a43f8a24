import { apiVersion, resources } from "../cluster/resources.ts";
import type { Document } from "./discovery.ts";

/**
 * As much of OpenAPI v3 as `kubectl create -f` needs: that a patch takes `fieldValidation`, so that the server and
 * not kubectl validates. Undefined for other paths.
 */
export function openApi(path: string): Document | undefined {
  const versions = [...new Set(resources.map(apiVersion))];
  const pathOf = (version: string) => (version.includes("/") ? `apis/${version}` : `api/${version}`);
  if (path === "/openapi/v3") {
    const entries = versions.map((version) => {
      return [pathOf(version), { serverRelativeURL: `/openapi/v3/${pathOf(version)}` }];
    });
    return { type: "application/json", body: { paths: Object.fromEntries(entries) } };
  }
  const version = versions.find((each) => path === `/openapi/v3/${pathOf(each)}`);
  if (version === undefined) return undefined;
  const paths = resources
    .filter((resource) => apiVersion(resource) === version)
    .map(({ group, kind, plural, version }) => {
      const patch = {
        "x-kubernetes-group-version-kind": { group, version, kind },
        parameters: [{ name: "fieldValidation", in: "query", schema: { type: "string" } }],
        responses: {},
      };
      return [`/${pathOf(group === "" ? version : `${group}/${version}`)}/${plural}/{name}`, { patch }];
    });
  const info = { title: "Kubernetes", version: "" };
  return { type: "application/json", body: { openapi: "3.0.0", info, paths: Object.fromEntries(paths) } };
}
