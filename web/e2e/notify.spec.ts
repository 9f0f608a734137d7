import { violations } from "./axe";
import { ask, expect, node, test } from "./demo";
import { asPerson, hire } from "./people";

interface Plans {
  people: { id: string; name: string }[];
  rotations: { id: string; name: string }[];
}

test("an alarm is raised by one person, seen live by another, and acknowledged; who is on call is overridden", async ({ browser }) => {
  test.setTimeout(180_000);
  await hire("CZE", "watcher", "duty");
  await hire("CZE", "caller", "duty");
  const { people } = await ask<Plans>("CZE", "/notify/plans");
  const id = (name: string) => people.find((p) => p.name === name)?.id ?? "";
  const name = `Duty ${Date.now()}`;
  const rotation = await ask<{ id: string }>("CZE", "/notify/rotations", { name, turn: "weekly", length: 1, start: "2026-01-05T08:00", zone: "Europe/Prague", people: [id("watcher")] });
  await ask("CZE", "/notify/ladders", { name: `A ${name}`, repeat: 1, steps: [{ wait: 5, all: false, targets: [{ kind: "rotation", id: rotation.id }] }] });

  const watcher = await asPerson(browser, "CZE", "watcher", "en");
  const caller = await asPerson(browser, "CZE", "caller", "en");
  const url = node("CZE").url;
  await watcher.page.goto(url + "/notify");
  await expect(watcher.page.getByRole("heading", { level: 1, name: "Alarms" })).toBeVisible();

  const text = `The line is dead ${Date.now()}`;
  await caller.page.goto(url + "/notify");
  await caller.page.getByRole("button", { name: "Raise an alarm…" }).click();
  const dialog = caller.page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Raise it" }).click();
  await expect(dialog.getByText("Say what the alarm is about.")).toBeVisible();
  await dialog.getByLabel("What is it about?").fill(text);
  await dialog.getByRole("combobox", { name: "Ladder" }).click();
  await caller.page.getByRole("option", { name: `A ${name}` }).click();
  expect(await violations(caller.page)).toEqual([]);
  await dialog.getByRole("button", { name: "Raise it" }).click();
  await expect(caller.page.getByRole("heading", { level: 1, name: "Somebody raised an alarm by hand" })).toBeVisible();
  await expect(caller.page.getByRole("list").getByText("watcher")).toBeVisible(); // the first step has told

  // The other person's page shows it without being touched, and so does the bar above every page.
  await expect(watcher.page.getByText(text)).toBeVisible();
  await expect(watcher.page.getByRole("alert")).toBeVisible();
  await watcher.page.getByRole("row").filter({ hasText: text }).getByRole("link").click();
  await expect(watcher.page.getByText(/climbs to the next step/)).toBeVisible();
  expect(await violations(watcher.page)).toEqual([]);
  await watcher.page.getByRole("button", { name: "Acknowledge" }).click();
  await expect(watcher.page.getByRole("button", { name: "Acknowledge" })).toHaveCount(0);
  await expect(caller.page.getByRole("button", { name: "Acknowledge" })).toHaveCount(0);
  await expect(caller.page.getByText(/watcher/).first()).toBeVisible();
  await watcher.page.getByRole("button", { name: "Close…" }).click();
  await watcher.page.getByRole("dialog").getByRole("textbox").fill("The line was mended");
  await watcher.page.getByRole("dialog").getByRole("button", { name: "Close it" }).click();
  await expect(caller.page.getByText(/The line was mended/)).toBeVisible();

  // An override in two clicks: the caller takes the shift.
  await caller.page.goto(url + "/notify/oncall");
  const plan = caller.page.getByRole("region", { name, exact: true });
  await expect(plan.getByText("watcher").first()).toBeVisible();
  await plan.getByRole("button", { name: "Override…" }).click();
  await caller.page.getByRole("dialog").getByRole("button", { name: "Override", exact: true }).click();
  await expect(plan.getByText("caller for watcher")).toBeVisible();
  await expect(plan.getByText("caller", { exact: true })).toBeVisible();
  await expect(caller.page.getByRole("region", { name: "Calendar" })).toContainText("caller");
  expect(await violations(caller.page)).toEqual([]);

  // What reaches a person: defaults until something is saved.
  await watcher.page.goto(url + "/notify/own");
  await expect(watcher.page.getByText("Defaults of your roles")).toBeVisible();
  await watcher.page.getByLabel("E-mail address").fill("watcher@");
  await watcher.page.getByRole("button", { name: "Save" }).click();
  await expect(watcher.page.getByRole("alert").filter({ hasText: "is not an e-mail address" })).toBeVisible();
  await watcher.page.getByLabel("E-mail address").fill("watcher@example.org");
  await watcher.page.getByLabel("Webhook", { exact: true }).fill("https://hooks.example.org/in");
  await watcher.page.getByRole("button", { name: "Save" }).click();
  const secret = watcher.page.getByRole("dialog", { name: "The webhook's secret" });
  await expect(secret.getByText(/^whsec_/)).toBeVisible();
  await secret.getByRole("button", { name: "Done" }).click();
  await expect(watcher.page.getByText("Defaults of your roles")).toHaveCount(0);
  expect(await violations(watcher.page)).toEqual([]);
  await watcher.page.goto(url + "/notify/channels");
  await expect(watcher.page.getByText(/No mail server is set up/)).toBeVisible();
  expect(await violations(watcher.page)).toEqual([]);

  expect(watcher.said.filter((s) => !/status of 4\d\d/.test(s))).toEqual([]);
  expect(caller.said).toEqual([]);
  await watcher.context.close();
  await caller.context.close();
});

test("the address of a message that is not valid says so, and offers nothing", async ({ browser }) => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(node("CZE").url + "/ack/not-a-token");
  await expect(page.getByText(/not valid, or not any more/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Acknowledge" })).toHaveCount(0);
});
