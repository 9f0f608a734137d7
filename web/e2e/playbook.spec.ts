import { readFileSync } from "node:fs";
import { join } from "node:path";
import { violations } from "./axe";
import { ask, expect, node, signIn, test } from "./demo";

const file = join(import.meta.dirname, "../../internal/playbook/testdata/contain.json");

interface RunPage {
  phase: string;
  visits: { step: string; state: string }[];
}

/** fresh gives the playbook under an id and name of its own, as a file that a person chooses. */
function fresh(name: string): { name: string; mimeType: string; buffer: Buffer } {
  const text = readFileSync(file, "utf8").replace("playbook--7d0c4f7e-2f5b-4c58-9a43-000000000001", `playbook--${crypto.randomUUID()}`).replace("Contain a compromised host", name);
  return { name: "playbook.json", mimeType: "application/json", buffer: Buffer.from(text) };
}

// A value that is no address is refused by the node, which the browser logs.
test.use({ loud: /status of 40[01]/ });

test("a playbook is imported, followed by two people at once, and its record is taken away", async ({ page, context }) => {
  test.setTimeout(240_000);
  const name = `Contain a host ${Date.now()}`;
  const { url } = node("CZE");
  await signIn(page, "CZE");
  await page.goto(`${url}/playbooks`);
  await expect(page.getByRole("heading", { level: 1, name: "Playbooks" })).toBeVisible();
  await page.getByRole("button", { name: "Import…" }).click();
  const dialog = page.getByRole("dialog");

  // What cannot be followed is named, and cannot be kept.
  const broken = fresh(name);
  await dialog.locator('input[type="file"]').setInputFiles({ ...broken, buffer: Buffer.from(broken.buffer.toString().replace('"ssh"', '"ftp"')) });
  await expect(dialog.getByText('a command of type "ftp" is not in CACAO 2.0')).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Keep it" })).toBeDisabled();
  await dialog.locator('input[type="file"]').setInputFiles(fresh(name));
  await expect(dialog.getByText("It can be followed: 16 steps.")).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Keep it" }).click();

  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  const flow = page.getByRole("group", { name: "Workflow, step by step" });
  await flow.locator("summary").filter({ hasText: "Cut the host off" }).press("Enter");
  await expect(flow.getByText("Run this in your own tooling (ssh)")).toBeVisible();
  expect(await violations(page)).toEqual([]);

  await page.getByRole("button", { name: "Start a run…" }).click();
  await dialog.getByLabel("Title").fill("Host of the ministry");
  await dialog.getByLabel("Incident").fill("incident-17");
  await dialog.getByLabel("__host__").fill("not an address");
  await dialog.getByRole("button", { name: "Start it" }).click();
  await expect(dialog.getByText("__host__ takes a value of type ipv4-addr")).toBeVisible();
  await dialog.getByLabel("__host__").fill("192.0.2.7");
  await dialog.getByRole("button", { name: "Start it" }).click();

  await expect(page.getByRole("heading", { level: 1, name: "Host of the ministry" })).toBeVisible();
  const step = (of: string) => page.getByRole("article", { name: of });
  const confirm = step("Confirm the report");
  await expect(confirm.getByText("192.0.2.7", { exact: true })).toBeVisible();
  await confirm.getByRole("button", { name: "Record it" }).click();
  await expect(confirm.getByText("Say it in a few words.")).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await confirm.getByLabel("What came of it?").fill("She saw it at nine");
  await confirm.getByLabel("__began__").fill("09:00");
  await confirm.getByRole("button", { name: "Record it" }).click();

  const real = step("Is it real?");
  await real.getByLabel("If it holds", { exact: true }).check();
  await real.getByLabel("Why?").fill("The traces say so");
  await real.getByRole("button", { name: "Record it" }).click();
  await expect(step("Cut the host off")).toBeVisible();
  await expect(step("Secure the traces")).toBeVisible();

  // Another person's page hears of it by itself.
  const id = page.url().split("/").at(-1) ?? "";
  const second = await context.newPage();
  await second.goto(`${url}/playbooks/runs/${id}`);
  await expect(second.getByRole("article", { name: "Cut the host off" })).toBeVisible();
  await step("Cut the host off").getByLabel("What came of it?").fill("Blocked at the border");
  await step("Cut the host off").getByRole("button", { name: "Record it" }).click();
  await expect(second.getByRole("article", { name: "Cut the host off" })).toHaveCount(0);
  await second.close();

  await step("Secure the traces").getByRole("button", { name: "Skip…" }).click();
  await dialog.getByLabel("Why is it not done?").fill("There is no room on the disk");
  await dialog.getByRole("button", { name: "Skip it" }).click();
  const loop = step("Other hosts?");
  await loop.getByLabel("If it holds", { exact: true }).check();
  await loop.getByLabel("Why?").fill("One more has the sign");
  await loop.getByRole("button", { name: "Record it" }).click();
  const clean = step("Clean one of them");
  await clean.getByLabel("What came of it?").fill("Reinstalled");
  await clean.getByLabel("__cleaned__").fill("1");
  await clean.getByRole("button", { name: "Record it" }).click();
  await loop.getByLabel("If it does not hold").check();
  await loop.getByLabel("Why?").fill("No other has it");
  await loop.getByRole("button", { name: "Record it" }).click();
  const tell = step("Tell those concerned");
  await tell.getByLabel("What came of it?").fill("Both were told");
  await tell.getByRole("button", { name: "Record it" }).click();
  await expect(page.getByText("Nothing waits for anybody.")).toBeVisible();
  await expect(page.getByRole("list", { name: "Record" })).toContainText("There is no room on the disk");
  expect(await violations(page)).toEqual([]);

  const run = await ask<RunPage>("CZE", `/playbooks/runs/${id}`);
  expect(run.phase).toBe("ended");
  expect((await ask<{ items: { id: string }[] }>("CZE", "/playbooks/runs?incident=incident-17")).items.map((r) => r.id)).toContain(id);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Record" }).click()]);
  const record = JSON.parse(readFileSync(await download.path(), "utf8")) as { acts: unknown[]; values: Record<string, string> };
  expect(record.acts).toHaveLength(9);
  expect(record.values["__cleaned__"]).toBe("1");
});
