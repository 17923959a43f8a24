import type { V1ClusterRoleBinding } from "@kubernetes/client-node";
import { InputError } from "../../errors.ts";
import { runIdPattern } from "../../run/identity.ts";
import { namePattern } from "../../run/plan/plan-schema.ts";
import {
  accountAnnotation,
  annotated,
  type BindingMarks,
  pluginsAnnotation,
  readBinding,
} from "../../run/state.ts";
import { parseAs } from "../../schema/faults.ts";
import type { Infer, Schema } from "../../schema/infer.ts";
import { resultFormats } from "../definition/definition.ts";
import { type PluginPlan, permissions } from "./plan.ts";

const word = { type: "string", maxLength: 1024 } as const satisfies Schema;
const pluginName = { type: "string", pattern: "^[a-z0-9][-.a-z0-9]{0,62}$" } as const satisfies Schema;

const stateSchema = {
  type: "object",
  required: ["id", "namespace", "permissions", "image", "timeout", "server", "plugins"],
  properties: {
    id: { type: "string", pattern: runIdPattern },
    namespace: { type: "string", pattern: namePattern },
    permissions: { enum: permissions },
    image: { ...word, description: "the collector's" },
    timeout: { type: "number", minimum: 0, description: "milliseconds that each plugin may take" },
    server: { type: "string", pattern: "^v?\\d{1,3}\\.\\d{1,3}[0-9A-Za-z.+_-]{0,100}$" },
    plugins: {
      type: "array",
      maxItems: 1000,
      items: {
        type: "object",
        required: ["name", "driver", "resultFormat", "resultFiles", "skipCleanup", "order", "units"],
        properties: {
          name: pluginName,
          driver: { enum: ["Job", "DaemonSet"] },
          resultFormat: { enum: resultFormats },
          resultFiles: { type: "array", maxItems: 1000, items: word },
          skipCleanup: { type: "boolean" },
          order: { type: "number" },
          units: {
            type: "array",
            maxItems: 20_000,
            items: {
              type: "object",
              required: [],
              properties: {
                node: { type: "string", maxLength: 253 },
                refused: { type: "string", maxLength: 4096 },
              },
            },
          },
        },
      },
    },
  },
} as const satisfies Schema;

/** What a run of plugins must remember, stored on its binding, so that any machine can continue it. */
export type PluginState = Infer<typeof stateSchema>;

/** A run of plugins, according to its binding. */
export interface PluginMarks extends BindingMarks {
  readonly state: PluginState;
}

// bytes of all annotations of an object together are at most 256 KiB
const mostState = 240 * 1024;

/** What is remembered of a plan. */
export function stateOf(plan: PluginPlan): PluginState {
  return {
    id: plan.id,
    namespace: plan.namespace,
    permissions: plan.permissions,
    image: plan.collectorImage,
    timeout: plan.timeout,
    server: plan.server,
    plugins: plan.plugins.map(({ definition, units }) => ({
      name: definition.name,
      driver: definition.driver,
      resultFormat: definition.resultFormat,
      resultFiles: definition.resultFiles,
      skipCleanup: definition.skipCleanup,
      order: definition.order,
      units: units.map(({ node, refused }) => ({
        ...(node === undefined ? {} : { node }),
        ...(refused === undefined ? {} : { refused: refused.slice(0, 1000) }),
      })),
    })),
  };
}

/**
 * The binding with the state of a run of plugins. The account is named beside it, because a binding that gives nothing has no subject.
 * @throws InputError if there is more to remember than a binding can hold
 */
export function withPluginState(
  binding: V1ClusterRoleBinding,
  state: PluginState,
  account: string,
): V1ClusterRoleBinding {
  const text = JSON.stringify(state);
  if (Buffer.byteLength(text) > mostState)
    throw new InputError("the plugins have too many pods for one run", { fix: "run them one after another" });
  return annotated(binding, { [pluginsAnnotation]: text, [accountAnnotation]: account });
}

/**
 * Reads the binding of a run of plugins, and trusts nothing in it unchecked.
 * @throws SyntaxError with the first thing that is not valid
 */
export function readPluginMarks(binding: V1ClusterRoleBinding): PluginMarks {
  const text = binding.metadata?.annotations?.[pluginsAnnotation];
  const marks = readBinding(binding, text !== undefined);
  const state = parseAs(stateSchema, text ?? "");
  const { name } = marks.namespace;
  if (state.id !== marks.id || (name !== "" && name !== state.namespace))
    throw new SyntaxError("its state belongs to another run");
  return { ...marks, namespace: { ...marks.namespace, name: state.namespace }, state };
}
