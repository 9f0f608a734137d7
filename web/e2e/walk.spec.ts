import type { Page } from "@playwright/test";
import { en } from "../src/words/en";
import { ask, expect, node, signIn, test } from "./demo";

// Walks the console: every link that any page shows is followed, and every
// button of every page is pressed. What opens must have a name and can be left
// by Escape; nothing may break, and nothing is sent off by opening it.

const w = en;

/** shape is a link without the parts that only say which one of many it is, so that one of each kind is followed. */
function shape(path: string): string {
  return path.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, ":id").replace(/\/intel\/[a-z0-9-]+--:id/, "/intel/:id").replace(/[?#].*$/, "").replace(/\/ledger\/[A-Z]+\/[A-Z]+/, "/ledger/:from/:to");
}

async function settled(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator("main [role=status]", { hasText: w.state.loading })).toHaveCount(0);
}

async function linksOf(page: Page): Promise<string[]> {
  const all = await page.locator("a[href]").evaluateAll((as) => as.map((a) => (a as HTMLAnchorElement).href));
  return all.filter((href) => href.startsWith(new URL(page.url()).origin)).map((href) => href.slice(new URL(href).origin.length));
}

/** press presses one button and comes back; it gives what went wrong. */
async function press(page: Page, path: string, nth: number): Promise<string | null> {
  const button = page.locator("header button:visible, main button:visible").nth(nth);
  const name = ((await button.getAttribute("aria-label")) ?? (await button.textContent()) ?? "").trim();
  if (name === "") return `${path}: button ${nth} has no name`;
  if (await button.isDisabled()) return null;
  if ((await button.getAttribute("type")) === "submit" || (await button.getAttribute("data-acts")) !== null) return null; // acts, each in its own journey
  await button.click();
  const dialog = page.locator("[role=dialog]:visible");
  if (await dialog.count()) {
    const label = (await dialog.first().getAttribute("aria-label")) ?? (await dialog.first().getAttribute("aria-labelledby"));
    if (!label) return `${path}: what “${name}” opens has no name`;
  }
  if ((await page.getByText(w.problem.broken).count()) > 0) return `${path}: “${name}” breaks the page`;
  await page.keyboard.press("Escape");
  if (await page.locator("[role=dialog]:visible").count()) await expect(page.locator("[role=dialog]:visible"), `${path}: “${name}” stays open after Escape`).toHaveCount(0);
  if (new URL(page.url()).pathname !== path) {
    await page.goto(new URL(page.url()).origin + path);
    await settled(page);
  }
  return null;
}

test("every link leads somewhere and every button does something or opens something that has a name", async ({ page }) => {
  test.setTimeout(600_000);
  page.on("download", (d) => void d.cancel());
  await signIn(page, "CZE");
  const { url } = node("CZE");
  const releases = await ask<{ items: { id: string }[] }>("CZE", "/releases");
  const todo = ["/", "/intel", "/start", "/card", ...releases.items.slice(0, 1).map((r) => `/releases/${r.id}`)];
  const seen = new Set(todo.map(shape));
  const faults: string[] = [];
  let pages = 0;
  let buttons = 0;
  for (let path = todo.shift(); path !== undefined; path = todo.shift()) {
    await page.goto(url + path);
    await settled(page);
    pages++;
    if ((await page.getByRole("heading", { name: w.state.notFoundTitle }).count()) > 0) faults.push(`${path} leads nowhere`);
    for (const href of await linksOf(page)) {
      const at = shape(href);
      if (seen.has(at)) continue;
      seen.add(at);
      if (at.startsWith("/api/")) {
        const answer = await page.request.get(url + href);
        if (!answer.ok()) faults.push(`${path}: ${href} answers ${answer.status()}`);
        continue;
      }
      todo.push(href.replace(/#.*$/, ""));
    }
    const here = new URL(page.url()).pathname;
    const count = await page.locator("header button:visible, main button:visible").count();
    for (let i = 0; i < count; i++) {
      // Tables repeat their buttons line by line; the first few stand for all.
      if (i > 25) break;
      const fault = await press(page, here, i);
      buttons++;
      if (fault) faults.push(fault);
    }
  }
  console.log(`walked ${pages} pages and ${buttons} buttons`);
  expect(faults).toEqual([]);
  expect(pages).toBeGreaterThan(9);
});
