import { violations } from "./axe";
import { ask, expect, signIn, test } from "./demo";

interface Room {
  id: string;
  title: string;
  state: string;
  entries: { act: string; text?: string }[];
}

/** shared finds the incident at the node of the party that it was shared with. */
const shared = async (title: string) => (await ask<{ items: Room[] }>("HUB", "/incidents")).items.find((i) => i.title === title);

test("an incident is begun alone, shared by a provision, dealt with by both live, judged, reported and closed", async ({ page, browser }) => {
  test.setTimeout(120_000);
  const title = `Ransomware at a hospital ${Date.now()}`;
  await signIn(page, "CZE");
  await page.getByRole("navigation").getByRole("link", { name: "Incidents" }).click();
  await page.getByRole("button", { name: "New incident…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title").fill(title);
  await dialog.getByLabel("What is known").fill("Two servers are encrypted.");
  await dialog.getByLabel("Known since").fill("2026-11-01T08:00");
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Begin it" }).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(page.getByText("ours alone").first()).toBeVisible();

  // Ours: two words, and an entity whose name stays here.
  const timeline = page.getByRole("region", { name: "Timeline" });
  await page.getByLabel("What is there to say?").fill("For our eyes: the admin's laptop");
  await page.getByRole("button", { name: "Write it" }).click();
  await expect(timeline).toContainText("For our eyes");
  await page.getByLabel("What is there to say?").fill("Backups are being checked");
  await page.getByRole("button", { name: "Write it" }).click();
  await expect(timeline).toContainText("Backups are being checked");
  await page.getByRole("button", { name: "Name one…" }).click();
  await dialog.getByLabel("Name or alias").fill("Hospital A");
  await dialog.getByLabel("This is an alias").check();
  await dialog.getByLabel("True name").fill("Nemocnice Benešov");
  await dialog.getByRole("button", { name: "Name it" }).click();
  await expect(page.getByRole("region", { name: "Affected" })).toContainText("Nemocnice Benešov");

  // The clocks run if a person says so.
  await page.getByRole("button", { name: "They run…" }).click();
  await dialog.getByRole("button", { name: "Let them run" }).click();
  const clocks = page.getByRole("region", { name: "Clocks of NIS2" });
  await expect(clocks).toContainText("over");
  await clocks.getByRole("button", { name: "Done…" }).first().click();
  await dialog.getByLabel("Number").fill("NUKIB-12");
  await dialog.getByRole("button", { name: "Note it" }).click();
  await expect(clocks).toContainText("NUKIB-12");

  // Shared: the page says by what; what is left unticked stays.
  await page.getByRole("button", { name: "Share…" }).click();
  await expect(dialog.getByText("The agreement permits sharing incidents, and obliges nobody.")).toBeVisible();
  await dialog.getByLabel("HUB", { exact: true }).check();
  await dialog.getByLabel("noted For our eyes: the admin's laptop").uncheck();
  await expect(dialog.getByText("HUB will hold the description and 2 entries.")).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Share it" }).click();
  await expect(timeline.getByRole("listitem").filter({ hasText: "For our eyes" })).toContainText("ours only");
  await expect(page.getByRole("region", { name: "Who takes part" })).toContainText("All has arrived");

  // The other side has it on its watch, and nothing of what stayed.
  await expect(async () => expect(await shared(title)).toBeTruthy()).toPass();
  const id = (await shared(title))?.id ?? "";
  const whole = JSON.stringify(await ask("HUB", `/incidents/${id}`));
  expect(whole).not.toContain("Nemocnice");
  expect(whole).not.toContain("For our eyes");
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-GB" });
  const hub = await context.newPage();
  await signIn(hub, "HUB");
  await hub.getByRole("link", { name: `CZE shares the incident “${title}” with us` }).click();
  const theirs = hub.getByRole("region", { name: "Timeline" });
  await expect(theirs).toContainText("Hospital A");

  // Both write; each sees it without asking again.
  await hub.getByLabel("What is there to say?").fill("Two others report the same");
  await hub.getByRole("button", { name: "Write it" }).click();
  await expect(timeline).toContainText("Two others report the same");
  await page.getByRole("button", { name: "New task…" }).click();
  await dialog.getByLabel("What is to be done").fill("Ask the vendors");
  await dialog.getByRole("button", { name: "Give it" }).click();
  const tasks = hub.getByRole("region", { name: "Tasks" });
  await expect(tasks).toContainText("Ask the vendors");
  await tasks.getByRole("button", { name: "Done…" }).click();
  await hub.getByRole("dialog").getByLabel("A word with it").fill("They have a patch");
  await hub.getByRole("dialog").getByRole("button", { name: "Answer" }).click();
  await expect(page.getByRole("region", { name: "Tasks" })).toContainText("They have a patch");
  await hub.getByRole("button", { name: "Judge…" }).click();
  await hub.getByRole("dialog").getByRole("combobox", { name: "Value" }).click();
  await hub.getByRole("option", { name: "3, significant" }).click();
  await hub.getByRole("dialog").getByRole("button", { name: "Judge it so" }).click();
  await expect(page.getByRole("region", { name: "Severity" })).toContainText("UK NCSC 3, significant");
  expect(await violations(hub)).toEqual([]);

  // The score shows each step.
  await page.getByRole("button", { name: "NCISS score…" }).click();
  for (const [factor, option] of [["Functional impact", "Critical services stand still, or control is lost"], ["Observed activity", "Effect"], ["Where it was seen", "Office network"], ["Actor", "Criminals"], ["Impact on information", "Personal data"], ["Recoverability", "With more than there is"], ["Sector that others depend on", "Health"], ["Potential impact", "High"]] as const) {
    await dialog.getByRole("combobox", { name: factor, exact: true }).click();
    await page.getByRole("option", { name: option, exact: true }).click();
  }
  await expect(dialog.getByText("60 of 100: Medium")).toBeVisible();
  await dialog.getByRole("button", { name: "Judge it so" }).click();
  await expect(hub.getByRole("region", { name: "Severity" })).toContainText("US NCISS Medium (60)");

  // A situation report is drafted, stated, and stands.
  await page.getByRole("button", { name: "Situation report…" }).click();
  await expect(dialog.getByLabel("Text")).toHaveValue(/WHAT HAPPENED/);
  await dialog.getByRole("button", { name: "State it" }).click();
  await hub.getByRole("region", { name: "Situation reports" }).getByRole("link", { name: `Situation report: ${title}` }).click();
  await expect(hub.getByText("Two servers are encrypted.")).toBeVisible();
  await expect(hub.getByText("signed by its node")).toBeVisible();
  await hub.getByRole("link", { name: "Back to the incident" }).click();

  await page.getByRole("button", { name: "Close…" }).click();
  await dialog.getByLabel("Why").fill("Restored from backups");
  await dialog.getByRole("button", { name: "Close it" }).click();
  await expect(theirs).toContainText("Restored from backups");
  await expect(hub.getByLabel("What is there to say?")).toHaveCount(0);
  await context.close();
  await expect(async () => expect((await ask<Room>("HUB", `/incidents/${id}`)).state).toBe("closed")).toPass();
});
