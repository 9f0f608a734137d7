import { violations } from "./axe";
import { ask, expect, node, signIn, test } from "./demo";

interface Owed {
  id: string;
  kind: string;
  owed: string;
  state: string;
}

/** end takes an agreement that has a notice out of force: by another one that has none and takes its place. */
async function end(id: string): Promise<void> {
  const next = await ask<{ id: string }>("CZE", "/agreements", { template: "bilateral-exchange", title: "Ends a journey", parties: ["HUB"], supersedes: [id] });
  await ask("CZE", `/agreements/${next.id}/propose`, {});
  await ask("CZE", `/agreements/${next.id}/sign`, {});
  await expect(async () => void (await ask("HUB", `/agreements/${next.id}/sign`, {}))).toPass();
  await expect(async () => expect((await ask<{ state: string }>("CZE", `/agreements/${id}`)).state).toBe("superseded")).toPass();
  await ask("CZE", `/agreements/${next.id}/terminate`, { reason: "the journey of this test is over" });
}

test("a duty is called for, answered, contested and answered again; each side counts the same", async ({ page }) => {
  const title = `Memorandum with duties ${Date.now()}`;
  const { id } = await ask<{ id: string }>("CZE", "/agreements", { template: "memorandum", title, parties: ["HUB"] });
  await ask("CZE", `/agreements/${id}/propose`, {});
  await ask("CZE", `/agreements/${id}/sign`, {});
  await expect(async () => void (await ask("HUB", `/agreements/${id}/sign`, {}))).toPass();
  await expect(async () => expect((await ask<{ state: string }>("CZE", `/agreements/${id}`)).state).toBe("in-force")).toPass();
  try {
    await signIn(page, "CZE");
    await page.goto(`${node("CZE").url}/agreements/${id}`);
    const clocks = page.getByRole("region", { name: "Clocks" });
    await expect(clocks.getByRole("row").filter({ hasText: "Contacts are tried" })).toHaveCount(2);
    await clocks.getByRole("button", { name: "Call for a duty…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "Which duty" }).click();
    await page.getByRole("option", { name: "8.1 Assistance is answered" }).click();
    await dialog.getByRole("button", { name: "Call for it" }).click();
    await expect(dialog.getByText("Say what is called for.")).toBeVisible();
    await dialog.getByLabel("What is called for").fill("Forensics of two servers");
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Call for it" }).click();
    await expect(clocks.getByRole("row").filter({ hasText: "Forensics of two servers" })).toContainText("HUB");

    const called = async (code: string) => (await ask<{ items: Owed[] }>(code, `/agreements/${id}/duties?settled=30`)).items.find((o) => o.kind === "assistance");
    await expect(async () => expect(await called("HUB")).toBeTruthy()).toPass();
    const duty = await called("HUB");
    await signIn(page, "HUB");
    await page.goto(`${node("HUB").url}/duties#${duty?.id}`);
    const row = page.getByRole("row").filter({ hasText: "Forensics of two servers" });
    await row.getByRole("button", { name: "Met…" }).click();
    await dialog.getByLabel("How was it met?").fill("Two people are on their way");
    await dialog.getByLabel("Reference").fill("travel 12");
    await dialog.getByRole("button", { name: "State it" }).click();
    await expect(row).toHaveCount(0); // settled
    await page.getByLabel("With settled ones").check();
    await expect(row).toContainText("Two people are on their way");

    await page.goto(`${node("CZE").url}/duties`);
    await page.getByLabel("With settled ones").check();
    await expect(row).toContainText("travel 12");
    await row.getByRole("button", { name: "Contest…" }).click();
    await dialog.getByLabel("What is missing?").fill("Nobody has arrived here");
    await dialog.getByRole("button", { name: "Contest it" }).click();
    await expect(row).toContainText("Contested");
    expect(await violations(page)).toEqual([]);
    await expect(async () => {
      await page.goto(`${node("HUB").url}/`);
      await expect(page.getByText(`That we met our duty under “${title}, 8.1” is contested`)).toBeVisible({ timeout: 2_000 });
    }).toPass();
    await ask("HUB", `/agreements/${id}/duties/${duty?.id}/met`, { text: "They are at the door" });
    await expect.poll(async () => (await called("CZE"))?.state).toBe("met"); // both hold the same before they count

    // The report of one side, counted again by the other.
    await page.goto(`${node("CZE").url}/agreements/${id}/duties`);
    await expect(page.getByText("Nothing fell due in this time")).toBeVisible();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Signed file" }).click()]);
    await page.goto(`${node("HUB").url}/duties`);
    await page.locator('input[type="file"]').setInputFiles(await download.path());
    await page.getByRole("button", { name: "Check it" }).click();
    await expect(page.getByRole("status").filter({ hasText: "made by CZE" })).toContainText("The same here");
  } finally {
    await end(id);
  }
});
