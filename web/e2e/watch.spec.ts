import type { Page } from "@playwright/test";
import { cable } from "./cable";
import { spoken, walkTo } from "./people";
import { ask, expect, indicator, node, signIn, test } from "./demo";
import { inEveryLook } from "./look";

const needs = (page: Page) => page.getByRole("region", { name: "Needs you" });
const latest = (page: Page) => page.getByRole("list", { name: "The newest objects and releases" });
const party = (page: Page, code: string) => page.getByRole("table", { name: "Parties" }).getByRole("row").filter({ hasText: new RegExp(`^${code}`) });

/** propose lets a node propose a text of its own title to another. */
async function propose(from: string, to: string): Promise<{ id: string; title: string }> {
  const title = `On watch ${crypto.randomUUID().slice(0, 8)}`;
  const { id } = await ask<{ id: string }>(from, "/agreements", { template: "bilateral-exchange", title, parties: [to] });
  await ask(from, `/agreements/${id}/propose`, {});
  return { id, title };
}

/** release imports one indicator at the Czech node and releases it to all who may have it, onward too. */
async function release(name: string): Promise<{ id: string }> {
  const fresh = indicator(name);
  await ask("CZE", "/intel/imports?name=watch.json&format=stix", fresh.bundle);
  await ask("CZE", "/releases", { select: { ids: [fresh.id] }, onward: { allowed: true } });
  return fresh;
}

test("a proposal appears on the other side's watch by itself, is settled there, and is gone", async ({ page }) => {
  await signIn(page, "CZE");
  await expect(needs(page)).toBeVisible();
  const { id, title } = await propose("HUB", "CZE");
  await ask("HUB", `/agreements/${id}/sign`, {});
  const line = needs(page).getByRole("link", { name: new RegExp(title) });
  await expect(line).toContainText("waits for our signature");
  await expect(line).toContainText("with HUB");
  await expect(line).toContainText("You can");

  await page.keyboard.press("j");
  await expect(needs(page).getByRole("link").first()).toBeFocused();
  await line.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await walkTo(page, "gw", spoken.en.watch.title);
  await expect(line).toBeVisible();
  await page.mouse.move(1430, 890); // away from the list
  await ask("CZE", `/agreements/${id}/sign`, {});
  await expect(line).toHaveCount(0);

  await ask("HUB", `/agreements/${id}/terminate`, { reason: "It was drafted by a test" });
});

test("what is released in one nation moves the page of another without a reload", async ({ page }) => {
  await signIn(page, "EST");
  await expect(party(page, "HUB")).toContainText("Connected");
  const before = await party(page, "HUB").innerText();
  const fresh = await release("Seen on the watch");
  await expect(latest(page).locator(`a[href="/intel/${fresh.id}"]`)).toBeVisible();
  await expect.poll(() => party(page, "HUB").innerText()).not.toBe(before);
});

test("a list does not move under the pointer: what is new waits behind a line that says so", async ({ page }) => {
  await signIn(page, "CZE");
  const rows = latest(page).getByRole("listitem");
  await expect(rows.first()).toBeVisible();
  const first = await rows.first().innerText();
  await rows.nth(2).hover();
  const fresh = await release("Came while somebody pointed");
  const more = page.getByRole("button", { name: /new lines?, show/ });
  await expect(more).toBeVisible();
  expect(await rows.first().innerText()).toBe(first);
  await more.click();
  await expect(latest(page).locator(`a[href="/intel/${fresh.id}"]`)).toBeVisible();
});

test("what ends by itself shows how long it has", async ({ page }) => {
  await signIn(page, "HUB");
  await ask("HUB", "/peers/invitations", {});
  const line = needs(page).getByRole("link", { name: /invitation is open/ }).first();
  await expect(line.getByRole("timer")).toContainText(/\d+ (days|h)/);
});

test.describe(() => {
  test.use({ loud: /net::ERR|status of 401/ });

  test("with the link down the page keeps what it has, says since when it is old, and catches up", async ({ page }) => {
    const wire = await cable(Number(new URL(node("CZE").url).port));
    await signIn(page, "CZE", wire.url);
    await expect(party(page, "HUB")).toContainText("Connected");
    await wire.cut();
    const old = page.getByRole("status").filter({ hasText: /As of \d\d:\d\d, link down/ });
    await expect(old).toBeVisible();
    await expect(party(page, "HUB")).toContainText("Connected");
    const { id, title } = await propose("CZE", "HUB");
    await wire.mend();
    await expect(needs(page).getByRole("link", { name: new RegExp(title) })).toBeVisible();
    await expect(old).toHaveCount(0);
    await page.goto("about:blank");
    await wire.cut();
    await ask("CZE", `/agreements/${id}/withdraw`, {});
  });
});

test("all tabs of a person share one event stream, and the next takes over when its holder closes", async ({ page, context }) => {
  test.setTimeout(150_000);
  const streams: string[] = [];
  context.on("request", (r) => r.url().includes("/api/v1/events") && streams.push(r.url()));
  await signIn(page, "CZE");
  const tabs = [page];
  for (let i = 0; i < 6; i++) {
    const tab = await context.newPage();
    await tab.goto(node("CZE").url + "/");
    tabs.push(tab);
  }
  for (const tab of tabs) await expect(tab.getByText("connected", { exact: true })).toBeVisible();
  expect(streams).toHaveLength(1);
  const first = await release("Heard in every tab");
  for (const tab of tabs) await expect(latest(tab).locator(`a[href="/intel/${first.id}"]`)).toBeVisible();
  await page.close();
  const second = await release("Heard after the first tab closed");
  for (const tab of tabs.slice(1)) await expect(latest(tab).locator(`a[href="/intel/${second.id}"]`)).toBeVisible();
  expect(streams).toHaveLength(2);
  expect(streams[1]).toMatch(/after=\d+/); // it went on where the other stood
});

test("with work to do the watch is readable, fits, and has no serious fault that axe finds, wide and narrow, light and dark", async ({ page }) => {
  const { id, title } = await propose("HUB", "CZE");
  await ask("CZE", "/peers/invitations", {});
  await signIn(page, "CZE");
  await expect(needs(page).getByRole("link", { name: new RegExp(title) })).toBeVisible();
  await inEveryLook(page, "watch-needs", { each: (width) => expect(page.getByRole("img", { name: /^A map of our party/ })).toHaveCount(width === 390 ? 0 : 1) });
  await ask("HUB", `/agreements/${id}/withdraw`, {});
});
