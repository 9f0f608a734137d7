import { join } from "node:path";
import type { Page } from "@playwright/test";
import { violations } from "./axe";
import { ask, expect, node, out, signIn, test } from "./demo";
import { inEveryLook } from "./look";
import { spoken } from "./people";

// The keys of Estonia's node: what it replaces shows at the hub as well. The
// release office signs nothing yet, so other journeys are not disturbed.

interface Key {
  party: string;
  self: boolean;
  use: string;
  office?: string;
  key: string;
  fingerprint: string;
  since?: string;
  retired?: string;
}

const keysAt = async (code: string, party: string) => (await ask<{ items: Key[] }>(code, "/keys")).items.filter((k) => k.party === party);
// A party’s code is looked for in capitals: the words of a key may hold its letters ("harvest").
const row = (page: Page, ...texts: string[]) => texts.reduce((r, text) => r.filter({ hasText: /^[A-Z]{3}$/.test(text) ? new RegExp(text) : text }), page.getByRole("row"));
const open = async (page: Page, code: string) => {
  await signIn(page, code);
  await page.goto(node(code).url + "/admin/keys");
  await expect(page.getByRole("heading", { name: "Keys of this node" })).toBeVisible();
};

test("an office gets a new key: consequence first, both keys with their dates after, and the hub knows", async ({ page }) => {
  const before = (await keysAt("EST", "EST")).find((k) => k.office === "release" && !k.retired);
  await open(page, "EST");
  await row(page, "Release office").getByRole("button", { name: "New key…" }).click();
  const dialog = page.getByRole("dialog", { name: "A new key for Release office" });
  await expect(dialog).toContainText("The old key cannot be brought back.");
  await dialog.getByRole("button", { name: "Give it a new key" }).click();
  await expect(dialog.getByText("Say in a few words why")).toBeVisible();
  await dialog.getByLabel("Why").fill("The office has moved to another building");
  await dialog.getByRole("button", { name: "Give it a new key" }).click();
  await expect(dialog.getByRole("textbox", { name: "Type release to confirm" })).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Type release to confirm").fill("release");
  await dialog.getByRole("button", { name: "Give it a new key" }).click();
  await expect(dialog).toBeHidden();

  const now = (await keysAt("EST", "EST")).filter((k) => k.office === "release");
  const fresh = now.find((k) => !k.retired);
  expect(now.find((k) => k.key === before?.key)?.retired).toBe(fresh?.since);
  await expect(row(page, "Release office", fresh?.fingerprint ?? "?")).toContainText("In use");
  const old = row(page, "Release office", before?.fingerprint ?? "?");
  await expect(old).toContainText("Retired");
  await expect(old.getByRole("time")).toHaveCount(3);
  await expect(old.getByRole("button")).toHaveCount(0);

  await expect.poll(async () => (await keysAt("HUB", "EST")).some((k) => k.key === fresh?.key), { timeout: 30_000 }).toBe(true);
  await open(page, "HUB");
  await expect(row(page, "EST", fresh?.fingerprint ?? "?")).toContainText("In use");
  await expect(row(page, "EST", before?.fingerprint ?? "?")).toContainText("Retired");
});

test("the link key is replaced, the old one is still accepted, and the link stays", async ({ page }) => {
  await open(page, "EST");
  const words = await row(page, "Node key").first().innerText();
  await page.getByRole("button", { name: "New link key…" }).click();
  const dialog = page.getByRole("dialog", { name: "A new link key for this node" });
  await expect(dialog).toContainText("They accept the old key for the overlap");
  await expect(dialog.getByRole("checkbox", { name: "Without an overlap" })).not.toBeChecked();
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: join(out, "keys-link-dialog.png") });
  await dialog.getByLabel("Why").fill("A new year, a new key");
  await dialog.getByRole("button", { name: "Give it a new key" }).click();
  await expect(dialog).toBeHidden();
  await expect(row(page, "Link key").first()).toContainText("In use");
  expect((await row(page, "Node key").first().innerText()).includes(words.split("\n")[4] ?? "?")).toBe(true);
  const fresh = (await keysAt("EST", "EST")).find((k) => k.use === "link" && !k.retired);
  await expect.poll(async () => (await keysAt("HUB", "EST")).some((k) => k.key === fresh?.key), { timeout: 30_000 }).toBe(true);

  // A second one within the overlap: the first still opens, and says until when.
  await page.getByRole("button", { name: "New link key…" }).click();
  await dialog.getByLabel("Why").fill("And once more, to see both");
  await dialog.getByRole("button", { name: "Give it a new key" }).click();
  await expect(row(page, "Link key", fresh?.fingerprint ?? "?")).toContainText("Still accepted");
  await expect.poll(async () => (await ask<{ items: { party: string; state: string }[] }>("EST", "/peers")).items.every((p) => p.state === "connected"), { timeout: 45_000 }).toBe(true);
});

test("the keys page reads well, wide and narrow, light and dark", async ({ page }) => {
  await open(page, "EST");
  await inEveryLook(page, "keys", { whole: true });
});

test.describe(() => {
  test.use({ locale: spoken.cs.locale });

  test("the keys page speaks Czech", async ({ page }) => {
    const w = spoken.cs;
    const n = node("EST");
    await page.goto(n.url + "/");
    await page.getByLabel(w.account.user).fill(n.user);
    await page.locator("input[name=password]").fill(n.password);
    await page.locator("form button[type=submit]").first().click();
    await expect(page.getByRole("navigation", { name: w.nav.label })).toBeVisible();
    await page.goto(n.url + "/admin/keys");
    await expect(page.getByRole("heading", { name: w.keyring.own })).toBeVisible();
    await page.getByRole("button", { name: w.keyring.rotateLink }).click();
    await expect(page.getByRole("dialog", { name: w.keyring.rotateLinkTitle })).toContainText("Starý klíč nelze vrátit.");
    await page.screenshot({ path: join(out, "keys-czech.png") });
  });
});

test("another office comes in the place of one, and the hub knows", async ({ page }) => {
  await open(page, "EST");
  await row(page, "Release office", "In use").getByRole("button", { name: "Successor…" }).click();
  const dialog = page.getByRole("dialog", { name: "An office in the place of Release office" });
  await expect(dialog).toContainText("This cannot be taken back.");
  await dialog.getByLabel("Id of the new office").fill("agency");
  await dialog.getByLabel("Name of the new office").fill("Cyber agency");
  await dialog.getByLabel("Why").fill("The ministry is reorganised");
  await dialog.getByLabel("Type release to confirm").fill("release");
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: join(out, "keys-successor-dialog.png") });
  await dialog.getByRole("button", { name: "Put it in its place" }).click();
  await expect(dialog).toBeHidden();
  await expect(row(page, "Office: Cyber agency")).toContainText("In use");
  const old = row(page, "Office: Release office").first();
  await expect(old).toContainText("Its place has taken: agency");
  await expect(old.getByRole("button")).toHaveCount(0);
  await expect.poll(async () => (await keysAt("HUB", "EST")).some((k) => k.office === "agency"), { timeout: 30_000 }).toBe(true);
  await open(page, "HUB");
  await expect(row(page, "EST", "Office: Release office").first()).toContainText("Its place has taken: agency");
});
