import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Page } from "@playwright/test";
import { violations } from "./axe";
import { ask, expect, find, node, out, signIn, test } from "./demo";

/** open goes to the agreement whose title matches. */
async function open(page: Page, code: string, title: RegExp): Promise<void> {
  await page.goto(node(code).url + "/agreements");
  await page.getByRole("link", { name: title }).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
}

test("an agreement shows that it is in force, who has signed, and what was signed", async ({ page }) => {
  await signIn(page, "CZE");
  await page.getByRole("link", { name: "Agreements", exact: true }).click();
  await expect(page.getByRole("row").filter({ hasText: "Czech national authority" })).toContainText("In force");
  await open(page, "CZE", /Czech national authority/);
  await expect(page.getByText("It decides what may flow.")).toBeVisible();
  const signatures = page.getByRole("region", { name: "Signatures" });
  for (const party of ["CZE", "HUB"]) await expect(signatures.getByRole("listitem").filter({ hasText: party })).toContainText("signed by");
  await expect(page.getByRole("region", { name: "Digest" })).toContainText(/[0-9a-f]{64}/);
  await expect(page.getByRole("region", { name: "Clauses" })).toContainText("provision 3.1");
});

test("a suspension stops the flow at once on every page, and its taking back lets it go on", async ({ page, browser }) => {
  const object = await find("CZE", "indicator", "green");
  await signIn(page, "CZE");
  await page.goto(`${node("CZE").url}/intel/${object.id}`);
  const audience = page.getByRole("region", { name: "Who may have this, and why" });
  await expect(audience).toContainText("PERMIT");

  const other = await (await browser.newContext()).newPage();
  await signIn(other, "CZE");
  await open(other, "CZE", /Czech national authority/);
  await other.getByRole("button", { name: "Suspend…" }).click();
  await other.getByLabel("Reason, as the others will read it").fill("Exercise of the emergency stop");
  await other.getByRole("button", { name: "Suspend it" }).click();
  await expect(other.getByText("Nothing flows under it until it is resumed.")).toBeVisible();
  await expect(audience).toContainText("REFUSE"); // by itself
  await expect(audience).not.toContainText("PERMIT");

  await other.getByRole("button", { name: "Resume…" }).click();
  await other.getByRole("button", { name: "Resume it" }).click();
  await expect(other.getByText("It decides what may flow.")).toBeVisible();
  await expect(audience).toContainText("PERMIT");
  await other.context().close();
});

test("a draft is proposed, signed on both sides, and ended", async ({ page }) => {
  test.setTimeout(120_000);
  const title = `Vulnerabilities only ${Date.now()}`;
  await signIn(page, "CZE");
  await page.getByRole("link", { name: "Agreements", exact: true }).click();
  await page.getByRole("button", { name: "New draft…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title").fill(title);
  await dialog.getByLabel("The other parties, beside CZE").fill("hub");
  await dialog.getByRole("button", { name: "Make the draft" }).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(page.getByText("Only this node has it.")).toBeVisible();
  await page.getByRole("button", { name: "Propose…" }).click();
  await page.getByRole("button", { name: "Propose it" }).click();
  await expect(page.getByText("It waits for signatures.")).toBeVisible();
  await page.getByRole("button", { name: "Sign…" }).click();
  await page.getByRole("button", { name: "Sign it" }).click();
  await expect(page.getByRole("region", { name: "Signatures" }).getByRole("listitem").filter({ hasText: "CZE" })).toContainText("signed by");

  await signIn(page, "HUB");
  await expect(async () => {
    await page.goto(node("HUB").url + "/agreements");
    await expect(page.getByRole("link", { name: title })).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await page.getByRole("link", { name: title }).click();
  await page.getByRole("button", { name: "Sign…" }).click();
  await page.getByRole("button", { name: "Sign it" }).click();
  await expect(page.getByText("It decides what may flow.")).toBeVisible();

  await page.getByRole("button", { name: "Terminate…" }).click();
  await page.getByLabel("Reason, as the others will read it").fill("It was drafted by a test");
  await page.getByRole("button", { name: "Terminate it" }).click();
  await expect(page.getByRole("dialog")).toBeVisible(); // not before the word is typed
  await page.getByLabel("Type TERMINATE to confirm").fill("TERMINATE");
  await page.getByRole("button", { name: "Terminate it" }).click();
  await expect(page.getByText("It ended. Nothing flows under it.")).toBeVisible();
});

test("an agreement is downloaded whole and verified without a node; one changed letter is found", async ({ page }) => {
  const { items } = await ask<{ items: { id: string; title: string; state: string }[] }>("CZE", "/agreements");
  const signed = items.find((a) => a.state === "in-force");
  if (!signed) throw new Error("the demo has no agreement in force");
  await signIn(page, "CZE");
  await page.goto(`${node("CZE").url}/agreements/${signed.id}`);
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download with all signatures" }).click();
  const file = join(mkdtempSync(join(tmpdir(), "entente-agreement-")), "agreement.json");
  await (await coming).saveAs(file);
  const verify = () => spawnSync(resolve(import.meta.dirname, process.env.ENTENTE_BIN ?? "../../bin/entente"), ["agreement", "verify", file], { encoding: "utf8" });
  const good = verify();
  expect(good.stderr).toBe("");
  expect(good.stdout).toContain(`verifies: ${signed.title}`);
  expect(good.stdout).toContain("it is in-force");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace("Traffic Light", "Traffic Lihgt"));
  const bad = verify();
  expect(bad.status).toBe(8);
  expect(bad.stderr).toContain("does not verify");
});

test("what an agreement's end would change is shown before it ends; what was allowed can be asked of any moment", async ({ page }) => {
  await signIn(page, "CZE");
  await open(page, "CZE", /Czech national authority/);
  const change = page.getByRole("region", { name: "What its end would change" });
  await expect(change.getByText(/objects could not go any more/)).toBeVisible();
  await expect(change.getByText("no agreement between CZE and HUB is in force").first()).toBeVisible();

  await page.getByRole("link", { name: "Agreements", exact: true }).click();
  const ask = page.getByRole("region", { name: "Was this allowed?" });
  await ask.getByRole("combobox", { name: "To" }).or(ask.getByLabel("To", { exact: true })).first().click();
  await page.getByRole("option", { name: /HUB/ }).click();
  await ask.getByRole("button", { name: "Ask" }).click();
  await expect(ask.getByRole("status")).toContainText("PERMIT");
  await expect(ask.getByRole("status")).toContainText("CZE may give indicator to HUB");
  await expect(ask.getByRole("status")).toContainText("signed by director");
  await ask.getByLabel("At (empty: now)").fill("2026-01-01T08:00");
  await ask.getByRole("button", { name: "Ask" }).click();
  await expect(ask.getByRole("status")).toContainText("REFUSE");
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: join(out, "allowed-1440-light.png") });
});
