import type { Browser, BrowserContext, Page } from "@playwright/test";
import { cs } from "../src/words/cs";
import { en } from "../src/words/en";
import { fr } from "../src/words/fr";
import { expect, node } from "./demo";
import { Client, password } from "./lone";

/** Words of the console, by language: what a journey looks for is what the person reads. */
export const spoken = { en, cs, fr };
export type Tongue = keyof typeof spoken;

/** hire makes an account with the roles at one of the demo's nodes, unless it is there already. */
export async function hire(code: string, name: string, ...roles: string[]): Promise<void> {
  const n = node(code);
  const c = new Client(n.url);
  await c.call("POST", "/session", { user: n.user, password: n.password });
  const all = await c.call<{ items: { name: string }[] }>("GET", "/users");
  if (!all.items.some((u) => u.name === name)) await c.person(name, ...roles);
}

/** asPerson opens a browser of its own for a person, signs in by the page, and answers with it. Colours and language are the person's. */
export async function asPerson(browser: Browser, code: string, name: string, tongue: Tongue): Promise<{ page: Page; context: BrowserContext; said: string[] }> {
  const context = await browser.newContext({ locale: spoken[tongue].locale, viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const said: string[] = [];
  page.on("console", (m) => {
    if (["error", "warning"].includes(m.type()) && !/status of 401/.test(m.text())) said.push(`${m.type()}: ${m.text()} (${m.location().url})`);
  });
  page.on("pageerror", (e) => said.push(`thrown: ${e.message}`));
  const w = spoken[tongue];
  await page.goto(node(code).url + "/");
  await page.getByLabel(w.account.user).fill(name);
  await page.locator("input[name=password]").fill(password);
  await page.locator("form button[type=submit]").first().click();
  await expect(page.getByRole("navigation", { name: w.nav.label })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  return { page, context, said };
}

/** walkTo presses a shortcut of two keys until the page with that heading is there: keys count only when they follow each other soon, which a busy machine cannot promise. */
export async function walkTo(page: Page, keys: string, heading: string): Promise<void> {
  await expect(async () => {
    await page.keyboard.type(keys);
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible({ timeout: 3000 });
  }).toPass();
}
