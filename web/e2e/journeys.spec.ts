import { join } from "node:path";
import type { Page } from "@playwright/test";
import { ask, expect, indicator, node, out, test } from "./demo";
import { asPerson, hire, spoken, walkTo, type Tongue } from "./people";

// One journey for each role, in two languages, on the running demo. A journey
// reads the console by the words of its language; pictures are kept.

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(out, `journey-${name}-1440.png`) });
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.screenshot({ path: join(out, `journey-${name}-390.png`) });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect.soft(wide, `${name} scrolls sideways at 390 px`).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1440, height: 900 });
}

/** post imports a bundle at a node as a program. */
async function bring(code: string, bundle: unknown): Promise<void> {
  await ask(code, "/intel/imports?name=journey", bundle);
}

for (const tongue of ["en", "cs"] as const satisfies readonly Tongue[]) {
  const w = spoken[tongue];
  test.describe(`journeys, ${tongue}`, () => {
    test("the duty officer finds a value, sees who may have it, releases it and holds the receipt", async ({ browser }) => {
      await hire("CZE", "j-duty", "duty");
      const fresh = indicator(`Night find ${tongue}`);
      await bring("CZE", fresh.bundle);
      const { page, context, said } = await asPerson(browser, "CZE", "j-duty", tongue);
      await expect(page.getByRole("heading", { level: 1, name: w.watch.title })).toBeVisible();
      await picture(page, `duty-watch-${tongue}`);
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: w.palette.label }).fill(fresh.value);
      await expect(page.getByRole("option", { name: new RegExp(`Night find ${tongue}`) })).toBeVisible();
      await page.keyboard.press("Enter");
      await expect(page.getByRole("heading", { level: 1, name: `Night find ${tongue}` })).toBeVisible();
      await expect(page.getByRole("region", { name: w.audience.title })).toContainText(w.audience.permit);
      await page.getByRole("button", { name: w.release.open }).click();
      await page.getByRole("dialog").getByRole("button", { name: w.release.do("HUB") }).click();
      await page.getByRole("dialog").getByRole("link", { name: new RegExp(`^${w.release.page} `) }).click();
      await expect(page.getByText(`${w.release.outcome["accepted"]}, ${w.release.receipted}`).first()).toBeVisible();
      await picture(page, `duty-released-${tongue}`);
      expect(said).toEqual([]);
      await context.close();
    });

    test("the analyst brings in, leaves something out, and puts it forward", async ({ browser }) => {
      await hire("EST", "j-analyst", "analyst");
      const fresh = indicator(`With a name ${tongue}`);
      const object = (fresh.bundle as { objects: Record<string, unknown>[] }).objects[0] as Record<string, unknown>;
      object["description"] = "seen at the ministry";
      const { page, context, said } = await asPerson(browser, "EST", "j-analyst", tongue);
      await walkTo(page, "gi", w.import.title);
      await page.getByText(w.import.or, { exact: true }).click();
      await page.getByPlaceholder(w.import.paste).fill(JSON.stringify(fresh.bundle));
      await page.getByRole("button", { name: w.import.pasteDo }).click();
      await page.getByRole("button", { name: w.import.do, exact: true }).click();
      await expect(page.getByText(w.import.clean)).toBeVisible();
      await page.goto(`${node("EST").url}/intel/${fresh.id}`);
      await page.getByRole("button", { name: w.release.open }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: w.redact.open }).click();
      await dialog.getByRole("checkbox", { name: /description/ }).check();
      await dialog.getByRole("button", { name: w.redact.do }).click();
      await expect(dialog.getByText(w.redact.made(w.intel.objects(1)))).toBeVisible();
      await dialog.getByLabel(w.desk.putForwardNote).fill("without the victim");
      await dialog.getByRole("button", { name: w.desk.putForwardTo("HUB") }).click();
      await expect(dialog.getByText(w.desk.putDone)).toBeVisible();
      await dialog.getByRole("link", { name: w.desk.toDraft }).click();
      await expect(page.getByText(w.desk.own)).toBeVisible();
      await picture(page, `analyst-${tongue}`);
      expect(said).toEqual([]);
      await context.close();
    });

    test("the release officer approves what another put forward, and recalls it", async ({ browser }) => {
      await hire("EST", "j-officer", "release");
      const fresh = indicator(`To approve ${tongue}`);
      await bring("EST", fresh.bundle);
      const draft = await ask<{ id: string }>("EST", "/release-drafts", { select: { ids: [fresh.id] }, to: ["HUB"], note: `please ${tongue}` });
      const { page, context, said } = await asPerson(browser, "EST", "j-officer", tongue);
      await walkTo(page, "gr", w.desk.title);
      await page.getByRole("row").filter({ hasText: `please ${tongue}` }).getByRole("link").click();
      await expect(page).toHaveURL(new RegExp(draft.id));
      await expect(page.getByRole("region", { name: w.desk.decide })).toContainText(w.audience.permit);
      await page.getByRole("button", { name: w.desk.approve }).click();
      await page.getByRole("dialog").getByRole("button", { name: w.desk.approveDo }).click();
      await expect(page.getByText(`${w.release.outcome["accepted"]}, ${w.release.receipted}`).first()).toBeVisible();
      await page.getByRole("button", { name: w.release.recall }).click();
      await page.getByLabel(w.release.recallReason).fill("sent by mistake in a journey");
      await page.getByRole("dialog").getByRole("button", { name: w.release.recallDo }).click();
      await expect(page.getByRole("region", { name: w.release.recalls })).toContainText(w.release.recallState["executed"] ?? "");
      await picture(page, `officer-${tongue}`);
      expect(said).toEqual([]);
      await context.close();
    });

    test("the legal adviser drafts; the director signs, suspends and resumes", async ({ browser }) => {
      await hire("CZE", "j-legal", "legal");
      await hire("CZE", "j-director", "director");
      const title = `Journey ${tongue} ${Date.now()}`;
      const legal = await asPerson(browser, "CZE", "j-legal", tongue);
      await legal.page.getByRole("link", { name: w.nav.agreements, exact: true }).click();
      await legal.page.getByRole("button", { name: w.agreement.draft }).click();
      const dialog = legal.page.getByRole("dialog");
      await dialog.getByLabel(w.agreement.draftName).fill(title);
      await dialog.getByLabel(w.agreement.draftParties("CZE")).fill("HUB");
      await dialog.getByRole("button", { name: w.agreement.draftDo }).click();
      await expect(legal.page.getByRole("heading", { level: 1, name: title })).toBeVisible();
      await expect(legal.page.getByRole("button", { name: w.agreement.sign })).toHaveCount(0);
      await picture(legal.page, `legal-${tongue}`);
      const address = legal.page.url();
      expect(legal.said).toEqual([]);
      await legal.context.close();

      const { page, context, said } = await asPerson(browser, "CZE", "j-director", tongue);
      await page.goto(address);
      await page.getByRole("button", { name: w.agreement.propose }).click();
      await page.getByRole("dialog").getByRole("button", { name: w.agreement.ask.propose.do }).click();
      await page.getByRole("button", { name: w.agreement.sign }).click();
      await page.getByRole("dialog").getByRole("button", { name: w.agreement.ask.sign.do }).click();
      const id = address.slice(address.lastIndexOf("/") + 1);
      await expect.poll(async () => (await ask<{ items: { id: string }[] }>("HUB", "/agreements")).items.some((a) => a.id === id)).toBe(true);
      await ask("HUB", `/agreements/${id}/sign`, {});
      await expect(page.getByText(w.agreement.stateText["in-force"] ?? "")).toBeVisible();
      await page.getByRole("button", { name: w.agreement.suspend }).click();
      await page.getByRole("dialog").getByRole("textbox").fill("a pause for the journey");
      await page.getByRole("dialog").getByRole("button", { name: w.agreement.ask.suspend.do }).click();
      await expect(page.getByText(w.agreement.stateText["suspended"] ?? "")).toBeVisible();
      await picture(page, `director-${tongue}`);
      await page.getByRole("button", { name: w.agreement.terminate }).click();
      await page.getByRole("dialog").getByRole("textbox").first().fill("the end of the journey");
      const typed = page.getByRole("dialog").getByLabel(w.agreement.typeTitle);
      if (await typed.count()) await typed.fill(w.agreement.confirmWord);
      await page.getByRole("dialog").getByRole("button", { name: w.agreement.ask.terminate.do }).click();
      await expect(page.getByText(w.agreement.stateText["terminated"] ?? "")).toBeVisible();
      expect(said).toEqual([]);
      await context.close();
    });

    test("the auditor reads everything, takes a receipt away, and can change nothing", async ({ browser }) => {
      await hire("CZE", "j-auditor", "auditor");
      const { page, context, said } = await asPerson(browser, "CZE", "j-auditor", tongue);
      await page.getByRole("link", { name: w.nav.ledger, exact: true }).click();
      await page.getByRole("link", { name: /HUB/ }).first().click();
      const download = page.waitForEvent("download");
      await page.getByRole("link", { name: new RegExp(w.ledger.download) }).or(page.getByRole("button", { name: new RegExp(w.ledger.download) })).first().click();
      expect((await download).suggestedFilename()).toMatch(/receipt|HUB|CZE/);
      await picture(page, `auditor-${tongue}`);
      await page.getByRole("link", { name: w.nav.agreements, exact: true }).click();
      await page.getByRole("table").getByRole("link").first().click();
      for (const act of [w.agreement.sign, w.agreement.suspend, w.agreement.terminate]) await expect(page.getByRole("button", { name: act })).toHaveCount(0);
      await expect(page.getByRole("link", { name: w.nav.import, exact: true })).toHaveCount(0);
      expect(said).toEqual([]);
      await context.close();
    });

    test("the administrator makes an account and shows where the node stands", async ({ browser }) => {
      await hire("CZE", "j-admin", "admin");
      const { page, context, said } = await asPerson(browser, "CZE", "j-admin", tongue);
      await page.goto(node("CZE").url + "/start");
      await page.getByRole("button", { name: w.admin.create }).click();
      const dialog = page.getByRole("dialog", { name: w.admin.createTitle });
      const name = `made-${tongue}-${Date.now()}`;
      await dialog.getByLabel(w.admin.name).fill(name);
      await dialog.getByRole("checkbox", { name: w.admin.roleName["auditor"] ?? "" }).check();
      await dialog.getByRole("button", { name: w.admin.createDo }).click();
      await expect(page.getByRole("dialog", { name: w.admin.linkTitle(name) })).toContainText("/setup/");
      await page.keyboard.press("Escape");
      await picture(page, `admin-${tongue}`);
      expect(said).toEqual([]);
      await context.close();
    });
  });
}
