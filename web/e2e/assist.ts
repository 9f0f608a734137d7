import type { Page } from "@playwright/test";
import { expect } from "./demo";

// What the journeys of assistance have in common: they differ in whose nodes they
// are played on.

/** Ask calls the interface of one of the nodes; with a body it posts. */
export type Ask = <T>(code: string, path: string, body?: unknown) => Promise<T>;

interface All<T> {
  items: T[];
}

/** agree puts a memorandum of the second generation among three parties in force. */
export async function agree(ask: Ask, title: string, others = ["CZE", "EST"]): Promise<string> {
  const { id } = await ask<{ id: string }>("HUB", "/agreements", { template: "memorandum", title, parties: others });
  await ask("HUB", `/agreements/${id}/propose`, {});
  await ask("HUB", `/agreements/${id}/sign`, {});
  for (const code of others) await expect(async () => void (await ask(code, `/agreements/${id}/sign`, {}))).toPass({ timeout: 30_000 });
  for (const code of ["HUB", ...others]) await expect.poll(async () => (await ask<{ state: string }>(code, `/agreements/${id}`)).state, { timeout: 30_000 }).toBe("in-force");
  return id;
}

/** expert takes a person into a node's pool, on standby for the next month. */
export async function expert(ask: Ask, code: string, name: string, level: number): Promise<void> {
  const own = (await ask<All<{ code: string; offices: { id: string }[] }>>(code, "/parties")).items.find((p) => p.code === code);
  const profile = { name, phone: "+372 555 0100", employer: "Power Works Ltd", office: own?.offices[0]?.id, services: ["forensics"], skills: [{ code: "ot", level }], remote: true, on_site: true, lead_hours: 1, limit: { hours: 60, days: 7 } };
  const { id } = await ask<{ id: string }>(code, "/experts", { profile });
  const day = 86_400_000;
  await ask(code, `/experts/${id}/windows`, { kind: "standby", from: new Date(Date.now() - day).toISOString(), to: new Date(Date.now() + 30 * day).toISOString() });
}

/** confirmed presses the button that asks, in a part of the page where one is named, and in its dialog the one that does. */
export async function confirmed(page: Page, open: string, go: string, fill: Record<string, string> = {}, within?: string): Promise<void> {
  await (within ? page.getByRole("region", { name: within, exact: true }) : page).getByRole("button", { name: open, exact: true }).first().click();
  const dialog = page.getByRole("dialog");
  for (const [label, text] of Object.entries(fill)) await dialog.getByLabel(label, { exact: true }).fill(text);
  await dialog.getByRole("button", { name: go, exact: true }).click();
  await expect(dialog).toHaveCount(0);
}

/** field finds a field of the request's form, whether it is still needed or not. */
export const field = (page: Page, name: string) => page.getByLabel(new RegExp(`^${name}( \\(needed\\))?$`));

/** write fills in what a request for two examiners of controllers must say, but its title and what happened. */
export async function write(page: Page): Promise<void> {
  await field(page, "Who is helped").fill("Power company North");
  await field(page, "Kind of entity").selectOption("critical");
  await field(page, "Impact now").selectOption("regional");
  await field(page, "Scale of severity").selectOption("eu");
  await field(page, "Severity").selectOption("red");
  await field(page, "Own means in use").selectOption("most");
  await field(page, "What was done already").fill("The plant network is separated; images are being taken.");
  await field(page, "How many").fill("2");
  await field(page, "Service").selectOption("forensics");
  await field(page, "In words").fill("Forensics of controllers");
  await page.getByRole("button", { name: "Add to Skills" }).click();
  await page.getByRole("combobox", { name: "Skill", exact: true }).fill("industrial"); // by name, from the keyboard alone
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: "Skill", exact: true })).toHaveValue("Industrial control systems");
  await expect(page.getByRole("combobox", { name: "Level", exact: true })).toHaveValue("3 alone");
  await field(page, "Reachable day and night").fill("+420 555 010 203, watch");
  await field(page, "Second way to reach us").fill("watch@agency.example");
  await expect(page.getByText("Kept.")).toBeVisible();
  await expect(page.getByText("Complete", { exact: true })).toBeVisible();
}
