// Run at a terminal: prints the token that the plugin of a kubeconfig gives.
import { connect } from "../../../src/kube/connection.ts";

const io = { env: process.env, cwd: process.cwd(), stdinIsTerminal: process.stdin.isTTY === true };
const credential = await connect({ kubeconfig: process.argv[2] ?? "" }, io).credentials?.get();
process.stdout.write(`token ${credential?.token}\n`);
