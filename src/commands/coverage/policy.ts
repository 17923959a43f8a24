import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context } from "../context.ts";
export function policyCommand(_context: Context): CommandUnknownOpts {
  return new Command("policy");
}
