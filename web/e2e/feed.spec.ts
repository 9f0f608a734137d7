import type { Page } from "@playwright/test";
import { cable } from "./cable";
import { ask, expect, find, indicator, node, signIn, test } from "./demo";

/** enter signs in and goes to the feed, as a person does. */
async function enter(page: Page, code: string, url?: string): Promise<void> {
  await signIn(page, code, url);
  await page.getByRole("navigation").getByRole("link", { name: "Feed" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Feed" })).toBeVisible();
}

test.beforeEach(async ({ page }) => enter(page, "CZE"));

test("the feed lists objects with their markings, and releases with their receipts", async ({ page }) => {
  const lines = page.getByRole("list", { name: /newest first/ }).getByRole("listitem");
  await expect(lines.filter({ hasText: "TLP:AMBER" }).first()).toBeVisible();
  await expect(lines.filter({ hasText: "UNMARKED" }).first()).toBeVisible();
  await expect(lines.filter({ hasText: /Released \d+ objects? to HUB/ }).first()).toContainText("receipt held");
});

test("a filter narrows the feed and stands in the address", async ({ page }) => {
  await page.getByRole("combobox", { name: "Marking" }).or(page.getByRole("textbox", { name: "Marking" })).click();
  await page.getByRole("option", { name: "TLP:RED" }).click();
  await expect(page).toHaveURL(/tlp=red/);
  const lines = page.getByRole("list", { name: /newest first/ }).getByRole("listitem");
  await expect(lines.first()).toContainText("TLP:RED");
  await expect(lines.filter({ hasNotText: "TLP:RED" })).toHaveCount(0);
  await page.reload();
  await expect(lines.filter({ hasNotText: "TLP:RED" })).toHaveCount(0);
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await expect(page).not.toHaveURL(/tlp=/);
});

test("what comes in appears at once, without a reload, and is found by its value", async ({ page }) => {
  const fresh = indicator("Appears by itself");
  await expect(page.getByText("connected", { exact: true })).toBeVisible();
  await ask("CZE", "/intel/imports?name=live.json&format=stix", fresh.bundle);
  await expect(page.locator(`a[href="/intel/${fresh.id}"]`)).toBeVisible({ timeout: 5_000 });

  await page.keyboard.press("/");
  await page.keyboard.type(fresh.value);
  await expect(page).toHaveURL(new RegExp("q="));
  const links = page.getByRole("list", { name: /newest first/ }).getByRole("link");
  await expect(links).toHaveCount(1);
  await expect(links.first()).toHaveAttribute("href", `/intel/${fresh.id}`);
  await page.getByRole("textbox", { name: /A value, an id/ }).fill("no-such-value.example.org");
  await expect(page.getByText("Nothing matches the filter")).toBeVisible();
});

test("a long list is read page by page, and only what is in sight is drawn", async ({ page }) => {
  const many = Array.from({ length: 260 }, (_, i) => (indicator(`One of many ${i}`).bundle as { objects: object[] }).objects[0]);
  await ask("EST", "/intel/imports?name=many.json&format=stix", { type: "bundle", id: `bundle--${crypto.randomUUID()}`, objects: many });
  await signIn(page, "EST");
  await page.goto(node("EST").url + "/intel?show=objects&origin=EST");
  const list = page.getByRole("list", { name: /newest first/ });
  await expect(list.getByRole("link").first()).toBeVisible();
  const seen = new Set<string>();
  await expect(async () => {
    for (const name of await list.getByRole("link").allInnerTexts()) {
      const found = /One of many \d+/.exec(name);
      if (found) seen.add(found[0]);
    }
    expect(await list.getByRole("link").count()).toBeLessThan(80);
    await list.hover();
    await page.mouse.wheel(0, 600);
    await expect(page.getByText("260 lines. That is all there is.")).toBeInViewport({ timeout: 50 });
  }).toPass({ intervals: [20], timeout: 30_000 });
  expect(seen.size).toBe(260);
});

test("every room and every line is reached from the keyboard", async ({ page }) => {
  for (const [keys, title] of [["ga", "Agreements"], ["gl", "Ledger"], ["gp", "Peers"], ["gi", "Import"], ["gw", "Watch"], ["gf", "Feed"]] as const) {
    for (const k of keys) await page.keyboard.press(k);
    await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  }
  const links = page.getByRole("list", { name: /newest first/ }).getByRole("link");
  await expect(links.first()).toBeVisible();
  await page.keyboard.press("j");
  await expect(links.nth(0)).toBeFocused();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await expect(links.nth(1)).toBeFocused();
  const target = (await links.nth(1).getAttribute("href")) ?? "";
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(node("CZE").url + target);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test.describe(() => {
  test.use({ loud: /net::ERR|status of 401/ });

  test("with the link down the page keeps what it has, says so, and catches up", async ({ page }) => {
    const known = await find("CZE", "indicator", "amber");
    const wire = await cable(Number(new URL(node("CZE").url).port));
    await enter(page, "CZE", wire.url);
    await expect(page.locator(`a[href="/intel/${known.id}"]`)).toBeVisible();
    await expect(page.getByText("connected", { exact: true })).toBeVisible();

    await wire.cut();
    await expect(page.getByText("link down, retrying")).toBeVisible();
    await expect(page.locator(`a[href="/intel/${known.id}"]`)).toBeVisible();
    const fresh = indicator("Came while the link was down");
    await ask("CZE", "/intel/imports?name=down.json&format=stix", fresh.bundle);

    await wire.mend();
    await expect(page.getByText("connected", { exact: true })).toBeVisible();
    await expect(page.locator(`a[href="/intel/${fresh.id}"]`)).toBeVisible();
    await page.goto("about:blank");
    await wire.cut();
  });
});
