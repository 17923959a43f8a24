import { render } from "preact";
import { unpacked } from "../../report/page/unpack.ts";
import type { PageData } from "../grid/page-data.ts";
import { FleetApp } from "./fleet-app.tsx";
import { GridApp } from "./grid-app.tsx";

async function start(): Promise<void> {
  const root = document.getElementById("app");
  if (root === null) return;
  try {
    // written by the program itself, next to this script
    const data = JSON.parse(await unpacked("data")) as PageData;
    root.replaceChildren();
    render(data.by === "jobs" ? <FleetApp data={data} /> : <GridApp data={data} />, root);
    document.documentElement.dataset.ready = "";
  } catch (error) {
    root.textContent = `The page's data cannot be shown in this browser: ${error instanceof Error ? error.message : String(error)}`;
  }
}

void start();
