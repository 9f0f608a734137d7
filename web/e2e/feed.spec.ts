import { ask, expect, find, indicator, node, signIn, test } from "./demo";

test.beforeEach(async ({ page }) => signIn(page, "CZE"));

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
  await expect(page.getByText("live", { exact: true })).toBeVisible();
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

test("every room and every line is reached from the keyboard", async ({ page }) => {
  for (const [keys, title] of [["ga", "Agreements"], ["gl", "Ledger"], ["gp", "Peers"], ["gi", "Import"], ["gf", "Feed"]] as const) {
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
  test.use({ loud: /net::ERR/ });

  test("with the link down the page keeps what it has, says so, and catches up", async ({ page, context }) => {
    const known = await find("CZE", "indicator", "amber");
    await expect(page.locator(`a[href="/intel/${known.id}"]`)).toBeVisible();
    // A stream that is open outlives offline mode; a new one cannot be opened in it.
    await context.setOffline(true);
    await page.evaluate(() => window.dispatchEvent(new Event("offline")));
    await expect(page.getByText("link down, retrying")).toBeVisible();
    await expect(page.locator(`a[href="/intel/${known.id}"]`)).toBeVisible();
    const fresh = indicator("Came while the link was down");
    await ask("CZE", "/intel/imports?name=down.json&format=stix", fresh.bundle);
    await context.setOffline(false);
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    await expect(page.getByText("live", { exact: true })).toBeVisible();
    await expect(page.locator(`a[href="/intel/${fresh.id}"]`)).toBeVisible();
  });
});
