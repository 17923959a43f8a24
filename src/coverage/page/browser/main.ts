import { unpacked } from "../../../report/page/unpack.ts";
import type { PageData, State } from "../data.ts";
import { type Choice, choiceHash, isShown, type Row, readChoice } from "./find.ts";

const states: readonly State[] = ["covered", "untested", "tested", "other"];

async function start(): Promise<void> {
  // written by the program itself, next to this script
  const data = JSON.parse(await unpacked("data")) as PageData;
  const lines = [...document.querySelectorAll<HTMLTableRowElement>("#rows > tr")];
  const rows = lines.map((line, place) => rowOf(line, testsOf(data, place)));
  const tools = toolbar();
  let choice = readChoice(location.hash);

  const show = () => {
    let count = 0;
    lines.forEach((line, place) => {
      const row = rows[place];
      const isIn = row !== undefined && isShown(row, choice);
      line.hidden = !isIn;
      const detail = line.nextElementSibling;
      if (detail instanceof HTMLElement && detail.className === "detail") detail.hidden = !isIn;
      if (isIn) count++;
    });
    const all = count === lines.length;
    element("count").textContent = all ? `${count}` : `${count} of ${lines.length}`;
    tools.search.value = choice.query;
    tools.state.value = choice.state;
    tools.clear.hidden = choice.part === "";
    tools.clear.textContent = `${choice.part} ×`;
    tools.clear.setAttribute("aria-label", `Show all groups, not only ${choice.part}`);
  };
  const choose = (change: Partial<Choice>) => {
    choice = { ...choice, ...change };
    history.replaceState(null, "", choiceHash(choice) || location.pathname + location.search);
    show();
  };

  tools.search.addEventListener("input", () => choose({ query: tools.search.value }));
  tools.state.addEventListener("change", () => choose({ state: tools.state.value }));
  tools.clear.addEventListener("click", () => choose({ part: "" }));
  lines.forEach((line, place) => {
    const tests = testsOf(data, place);
    if (tests.length > 0) expandable(line, tests);
  });
  for (const cell of document.querySelectorAll<HTMLElement>(".groups th[data-group]")) {
    const button = made("button", { className: "link", type: "button", textContent: cell.textContent });
    button.addEventListener("click", () => choose({ part: cell.dataset.group ?? "" }));
    cell.replaceChildren(button);
  }
  const burst = document.querySelector(".sunburst");
  burst?.addEventListener("click", ({ target }) => {
    if (!(target instanceof SVGElement)) return;
    const { group, version, endpoint } = target.dataset;
    if (endpoint !== undefined) choose({ query: endpoint, part: "", state: "" });
    else if (group !== undefined || version !== undefined) choose({ part: version ?? group ?? "" });
  });
  burst?.addEventListener("pointerover", ({ target }) => {
    if (target instanceof SVGElement)
      element("under").textContent = target.querySelector("title")?.textContent ?? "";
  });
  addEventListener("hashchange", () => {
    choice = readChoice(location.hash);
    show();
  });
  show();
  document.documentElement.dataset.ready = "";
}

function testsOf({ tests, hits }: PageData, place: number): readonly string[] {
  return (hits[place] ?? []).flatMap((test) => tests[test] ?? []);
}

function rowOf(line: HTMLTableRowElement, tests: readonly string[]): Row {
  const { state = "", group = "", version = "" } = line.dataset;
  const words = `${line.cells[0]?.textContent ?? ""}\n${tests.join("\n")}`.toLowerCase();
  return { state: states.find((one) => one === state) ?? "other", group, version, words };
}

/** Makes the number of a row's tests a button that shows them. */
function expandable(line: HTMLTableRowElement, tests: readonly string[]): void {
  const cell = line.querySelector(".tests");
  const name = line.cells[0]?.firstChild?.textContent ?? "";
  if (cell === null) return;
  const button = made("button", { className: "link", type: "button", textContent: String(tests.length) });
  button.setAttribute("aria-label", `Show the ${tests.length} tests of ${name}`);
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => {
    const open = line.nextElementSibling;
    const isOpen = open instanceof HTMLElement && open.className === "detail";
    button.setAttribute("aria-expanded", String(!isOpen));
    if (isOpen) return open.remove();
    const list = made("ul", {});
    list.append(...tests.map((test) => made("li", { textContent: test })));
    const cell = made("td", { colSpan: 4 });
    cell.append(list);
    const detail = made("tr", { className: "detail" });
    detail.append(cell);
    line.after(detail);
  });
  cell.replaceChildren(button);
}

function toolbar() {
  const search = made("input", { type: "search", id: "search", placeholder: "endpoint, path or test" });
  search.setAttribute("aria-label", "Search endpoints, paths and tests");
  const state = made("select", { id: "state" });
  state.setAttribute("aria-label", "State");
  const names = [...document.querySelectorAll(".legend li")].map((one) => one.textContent ?? "");
  state.append(made("option", { value: "", textContent: "all states" }));
  states.forEach((value, place) => {
    state.append(made("option", { value, textContent: names[place] ?? value }));
  });
  const clear = made("button", { type: "button", id: "clear" });
  element("tools").replaceChildren(search, state, clear);
  return { search, state, clear };
}

function made<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]>,
): HTMLElementTagNameMap[Tag] {
  return Object.assign(document.createElement(tag), properties);
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

start().catch((error: unknown) => {
  element("tools").textContent =
    `The page's data cannot be shown in this browser: ${error instanceof Error ? error.message : String(error)}`;
});
