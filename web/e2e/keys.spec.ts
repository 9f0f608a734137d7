import { join } from "node:path";
import type { Page } from "@playwright/test";
import { violations } from "./axe";
import { ask, expect, indicator, node, out, signIn, test } from "./demo";
import { spoken } from "./people";

// An office of the Estonian node gets a new key: its page says what follows,
// the hub learns of it by itself, and what flows goes on flowing.

interface Keys {
  items: { party: string; use: string; office?: string; key: string; retired?: string }[];
}

const office = (of: Keys, party: string, id: string) => of.items.filter((k) => k.party === party && k.use === "office" && k.office === id);

async function look(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(out, `${name}.png`) });
  const wide = await page.evaluate(() => Math.max(...[document.documentElement, document.getElementById("content")].map((e) => (e ? e.scrollWidth - e.clientWidth : 0))));
  expect.soft(wide, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
  expect.soft(await violations(page), `axe on ${name}`).toEqual([]);
}

test("an office gets a new key, and its peers learn of it by themselves", async ({ page }) => {
  test.setTimeout(90_000);
  const before = office(await ask<Keys>("HUB", "/keys"), "EST", "director");
  await signIn(page, "EST");
  await page.goto(node("EST").url + "/admin/keys");
  const own = page.getByRole("region", { name: "Keys of this node" });
  const line = own.getByRole("row").filter({ hasText: "Office: Director" }).filter({ hasText: "In use" });
  await expect(line).toHaveCount(1);
  await line.getByRole("button", { name: "New key…" }).click();
  const dialog = page.getByRole("dialog", { name: "A new key for Director" });
  await expect(dialog.getByText("What the old key signed stays valid")).toBeVisible();
  await look(page, "keys-rotate-1440-light");
  const go = dialog.getByRole("button", { name: "Give it a new key" });
  await dialog.getByRole("textbox").first().fill("the smart card was lost on a journey");
  await go.click();
  await expect(dialog, "the office's name has to be typed first").toBeVisible();
  await dialog.getByRole("textbox").last().fill("director");
  await go.click();
  await expect(dialog).toBeHidden();
  await expect(own.getByRole("row").filter({ hasText: "Office: Director" })).toHaveCount(before.length + 1);
  await expect(own.getByRole("row").filter({ hasText: "Office: Director" }).filter({ hasText: "Retired" })).toHaveCount(before.length);
  await look(page, "keys-1440-light");

  await expect.poll(async () => office(await ask<Keys>("HUB", "/keys"), "EST", "director").length, { message: "the hub hears of the new key" }).toBe(before.length + 1);
  const after = office(await ask<Keys>("HUB", "/keys"), "EST", "director");
  expect(after.filter((k) => !k.retired)).toHaveLength(1);
  expect(after.filter((k) => k.retired).map((k) => k.key).sort()).toEqual(before.map((k) => k.key).sort());

  const fresh = indicator("After the new key");
  await ask("EST", "/intel/imports?name=keys", fresh.bundle);
  const made = await ask<{ id: string }>("EST", "/releases", { select: { ids: [(fresh.bundle as { objects: { id: string }[] }).objects[0]?.id] }, to: ["HUB"], onward: { allowed: false, to: [] } });
  await expect.poll(async () => (await ask<{ parties: { outcome: string }[] }>("EST", `/releases/${made.id}`)).parties[0]?.outcome, { message: "what flows goes on" }).toBe("accepted");
});

test.describe("at 390 px, in Czech and dark", () => {
  test.use({ viewport: { width: 390, height: 844 }, colorScheme: "dark" });
  test("the keys of all parties can be read", async ({ page }) => {
    const w = spoken.cs;
    await signIn(page, "HUB");
    await page.getByRole("button", { name: /Language/ }).click();
    await page.getByRole("menuitemradio", { name: "Čeština" }).or(page.getByRole("menuitem", { name: "Čeština" })).click();
    await expect(page.getByRole("heading", { level: 1, name: w.watch.title })).toBeVisible();
    await page.goto(node("HUB").url + "/admin/keys");
    await expect(page.getByRole("heading", { level: 1, name: w.keyring.title })).toBeVisible();
    await expect(page.getByRole("region", { name: w.keyring.peers }).getByText("EST").first()).toBeVisible();
    await look(page, "keys-390-dark");
  });
});
