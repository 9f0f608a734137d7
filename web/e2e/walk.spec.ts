import type { Page } from "@playwright/test";
import { en as w } from "../src/words/en";
import { ask, expect, node, test } from "./demo";
import { asPerson, hire } from "./people";

// Walks the console as two people who between them may open every room: each
// link that a page shows is followed, and each button is pressed. A button must
// have a name and do something that can be seen; what it opens must have a name
// and close by Escape; nothing may break or say anything on the console.
// Buttons that send a form are played in the journeys, and are not pressed here.

/** shape is an address without what only says which one of many it is, so that one of each kind is followed. */
function shape(href: string): string {
  return href
    .replace(/[?#].*$/, "")
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, ":id")
    .replace(/\/intel\/[a-z0-9-]+--:id/, "/intel/:id")
    .replace(/\/templates\/[0-9a-f]{64}/, "/templates/:digest")
    .replace(/\/ledger\/[A-Z0-9]+\/[A-Z0-9]+/, "/ledger/:from/:to");
}

const open = "[role=dialog]:visible, [role=menu]:visible, [role=listbox]:visible";
// A number field's arrows are for the mouse alone: hidden from everyone else, who has the arrow keys.
const buttons = ["header", "main"].map((part) => `${part} button:not([aria-hidden=true]):visible`).join(", ");

/** arrive goes to an address and waits until its page has what it shows. */
async function arrive(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect(page.getByRole("heading", { level: 1 }), `${url} has a heading`).toBeVisible();
  await expect(page.locator("main [role=status]", { hasText: w.state.loading }), `${url} has loaded`).toHaveCount(0);
}

/** leave closes what stands open, as a person does: by Escape. */
async function leave(page: Page): Promise<boolean> {
  for (let i = 0; i < 3 && (await page.locator(open).count()) > 0; i++) {
    await page.keyboard.press("Escape");
    await page.locator(open).first().waitFor({ state: "hidden", timeout: 1000 }).catch(() => undefined);
  }
  return (await page.locator(open).count()) === 0;
}

/** watchPress gives what a press can change, as one text: the address, the fields, where the keyboard stands, the page, what was asked of the node. */
function watchPress(page: Page) {
  let asked = 0;
  let answered = 0;
  let downloaded = 0;
  const ask = () => void asked++;
  const answer = () => void answered++;
  const download = () => void downloaded++;
  page.on("request", ask).on("download", download).on("requestfinished", answer).on("requestfailed", answer);
  const now = async () => {
    const seen = await page.evaluate(() => {
      const fields = [...document.querySelectorAll("input, textarea, select")].map((e) => (e as HTMLInputElement).value + String((e as HTMLInputElement).checked));
      const chosen = document.documentElement.dataset["mantineColorScheme"] ?? "";
      return [location.href, chosen, fields.join("|"), document.activeElement?.outerHTML ?? "", document.body.innerHTML].join("\n");
    });
    return `${asked} ${downloaded}\n${seen}`;
  };
  let last = "";
  let since = 0;
  const still = async () => {
    const was = last;
    last = (await now()).replace(/\d+/g, ""); // the figures of a clock never rest
    if (was !== last || answered < asked) since = Date.now();
    return Date.now() - since > 200;
  };
  return {
    now,
    /** rest waits until what the press began has come to its end, but not for ever: a stream of news has none. */
    rest: () => expect.poll(still, { timeout: 2000, intervals: [80] }).toBe(true).catch(() => undefined),
    end: () => page.off("request", ask).off("download", download).off("requestfinished", answer).off("requestfailed", answer),
  };
}

interface Walk {
  pages: string[];
  pressed: number;
  faults: string[];
}

async function walk(page: Page, origin: string, from: string[]): Promise<Walk> {
  const out: Walk = { pages: [], pressed: 0, faults: [] };
  const todo = [...from];
  const seen = new Set(todo.map(shape));
  const frame = new Set<string>(); // buttons of the frame, which every page repeats
  for (let path = todo.shift(); path !== undefined; path = todo.shift()) {
    const here = shape(path);
    out.pages.push(here);
    await arrive(page, origin + path);
    if ((await page.getByRole("heading", { name: w.state.notFoundTitle }).count()) > 0) out.faults.push(`${path} leads nowhere`);

    const links = await page.locator("a[href]").evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href));
    for (const link of links.filter((l) => l.startsWith(origin)).map((l) => l.slice(origin.length))) {
      if (seen.has(shape(link))) continue;
      seen.add(shape(link));
      if (!link.startsWith("/api/")) {
        todo.push(link.replace(/#.*$/, ""));
        continue;
      }
      const answer = await page.request.get(origin + link);
      if (!answer.ok()) out.faults.push(`${here}: ${link} answers ${answer.status()}`);
    }

    const pressed = new Set<string>();
    for (let i = 0; i < (await page.locator(buttons).count()); i++) {
      const button = page.locator(buttons).nth(i);
      const is = await button.evaluate((b: HTMLButtonElement) => ({
        name: (b.getAttribute("aria-label") ?? b.textContent ?? "").trim() || (b.labels?.[0]?.textContent ?? "").trim(),
        off: b.disabled || b.getAttribute("aria-disabled") === "true" || b.dataset["disabled"] !== undefined,
        sends: b.type === "submit" && b.form !== null,
        framed: b.closest("header") !== null && b.closest("main") === null,
        opens: b.ariaHasPopup !== null && b.ariaHasPopup !== "false",
        line: b.dataset["line"] !== undefined,
      }));
      if (is.name === "") out.faults.push(`${here}: button ${i} has no name`);
      // Lines of a table repeat their buttons; one of a name stands for all. A button that is a whole line
      // is called by what stands on it, so one stands for all of the page.
      const known = is.framed ? frame : pressed;
      const kind = is.line ? "a line" : is.name;
      if (is.off || is.sends || known.has(kind)) continue;
      known.add(kind);
      out.pressed++;

      const of = watchPress(page);
      const before = await of.now();
      await button.click({ timeout: 5000 });
      const did = await expect.poll(of.now, { timeout: 3000, intervals: [20, 50, 100, 200] }).not.toBe(before).then(() => true, () => false);
      // What a button says that it opens may still be on its way when the press has been seen.
      const opened = !is.opens || (await page.locator(open).first().waitFor({ timeout: 5000 }).then(() => true, () => false));
      if (!opened) out.faults.push(`${here}: “${is.name}” does not open what it says`);
      await of.rest();
      of.end();
      if (!did) out.faults.push(`${here}: “${is.name}” does nothing that can be seen`);
      for (const dialog of await page.locator("[role=dialog]:visible").all()) {
        if (!(await dialog.getAttribute("aria-label")) && !(await dialog.getAttribute("aria-labelledby"))) out.faults.push(`${here}: what “${is.name}” opens has no name`);
      }
      if ((await page.getByText(w.problem.broken).count()) > 0) out.faults.push(`${here}: “${is.name}” breaks the page`);
      if (!(await leave(page))) {
        out.faults.push(`${here}: “${is.name}” stays open after Escape`);
        await arrive(page, origin + path);
      }
      if (shape(page.url().slice(origin.length)) !== here) await arrive(page, origin + path);
    }
  }
  return out;
}

const people = [
  { name: "w-watch", roles: ["duty", "release", "analyst", "legal", "director", "auditor"], reach: ["/", "/intel", "/intel/:id", "/import", "/releases", "/releases/:id", "/agreements", "/agreements/:id", "/agreements/:id/duties", "/duties", "/playbooks", "/experts", "/training", "/training/readiness", "/training/first-release", "/lessons", "/lessons/figures", "/exercises", "/exercises/new", "/incidents", "/warnings", "/warnings/new", "/alerts", "/situation", "/assistance", "/crisis", "/crisis/wall", "/directory", "/notify", "/templates", "/templates/:digest", "/ledger", "/ledger/:from/:to", "/peers", "/dashboard", "/reports", "/journal", "/account", "/card", "/start"] },
  { name: "w-admin", roles: ["admin"], reach: ["/admin", "/admin/users", "/admin/tokens", "/admin/keys", "/admin/health", "/admin/backups", "/admin/logs", "/admin/version", "/training", "/journal", "/account", "/start"] },
] as const;

for (const who of people) {
  test(`every link leads somewhere and every button does something: ${who.roles.join(", ")}`, async ({ browser }) => {
    test.setTimeout(600_000);
    await hire("CZE", who.name, ...who.roles);
    const { page, context, said } = await asPerson(browser, "CZE", who.name, "en");
    page.on("download", (d) => void d.cancel());
    const releases = await ask<{ items: { id: string }[] }>("CZE", "/releases");
    const from = ["/", "/start", "/card", "/account", ...(who.name === "w-watch" ? [`/releases/${releases.items[0]?.id}`] : [])];
    const found = await walk(page, node("CZE").url, from);
    expect(found.faults).toEqual([]);
    expect([...found.pages].sort()).toEqual(expect.arrayContaining([...who.reach].sort()));
    expect(found.pressed).toBeGreaterThan(who.reach.length);
    expect(said).toEqual([]);
    await context.close();
  });
}
