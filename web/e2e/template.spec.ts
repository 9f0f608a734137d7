import type { components } from "../src/base/api.gen";
import { violations } from "./axe";
import { ask, expect, node, signIn, test } from "./demo";

type Deed = components["schemas"]["Deed"];
type Generation = components["schemas"]["Generation"];
interface All<T> {
  items: T[];
}

/** circulate drafts our own generation from a shipped one at HUB, and puts it before CZE and EST. */
async function circulate(template: string, title: string): Promise<string> {
  const shipped = (await ask<All<{ digest: string; body: string; generation: Generation }>>("HUB", "/templates")).items.find((t) => t.body === "" && t.generation.template === "bilateral-exchange");
  if (!shipped) throw new Error("no bilateral-exchange is shipped");
  const named = Object.fromEntries(shipped.generation.languages.map((l) => [l, title]));
  const parameters = shipped.generation.parameters.map((p) => (p.name === "recall_within" ? { ...p, default: "PT12H" } : p));
  const generation = { ...shipped.generation, template, number: 3, follows: shipped.digest, title: named, parameters };
  const draft = await ask<{ id: string; problem?: unknown }>("HUB", "/templates/drafts", { body: "Cyber Defence Committee", members: ["CZE", "EST"], generation });
  expect(draft.problem).toBeUndefined();
  return (await ask<Deed>("HUB", `/templates/drafts/${draft.id}/circulate`, {})).id;
}

const heard = (code: string, id: string) => expect.poll(async () => (await ask<All<Deed>>(code, "/templates/deeds")).items.some((d) => d.id === id)).toBe(true);
const says = async (code: string, id: string) => (await ask<Deed>(code, `/templates/deeds/${id}`)).state;

test("a body's three members approve a generation; it is published at each with what it changes", async ({ page }) => {
  const title = `Zonal exchange ${Date.now()}`;
  const id = await circulate("zonal-exchange", title);
  await heard("CZE", id);
  await heard("EST", id);
  await ask("HUB", `/templates/deeds/${id}/approve`, {});
  await ask("EST", `/templates/deeds/${id}/approve`, {});

  await signIn(page, "CZE");
  await page.getByRole("link", { name: "Agreements", exact: true }).click();
  await page.getByRole("link", { name: "Templates" }).click();
  const before = page.getByRole("region", { name: "Before the members" });
  await before.getByRole("link", { name: title }).click();
  await expect(page.getByText("Before Cyber Defence Committee; circulated by HUB.")).toBeVisible();
  const compared = page.getByRole("region", { name: "Against another generation" });
  await expect(compared.locator("ins", { hasText: "Zonal" }).first()).toBeVisible();
  await expect(compared.locator("ins", { hasText: "PT12H" }).first()).toBeVisible();
  const members = page.getByRole("region", { name: "Members" });
  await expect(members.getByRole("listitem").filter({ hasText: "EST" })).toContainText("approved");
  await expect(members.getByRole("listitem").filter({ hasText: "CZE" })).toContainText("has not answered");
  expect(await violations(page)).toEqual([]);

  await page.getByRole("button", { name: "Approve…" }).click();
  await page.getByRole("button", { name: "Approve it" }).click();
  await expect(page.getByRole("button", { name: "Approve…" })).toBeHidden();
  await page.getByRole("link", { name: "As published" }).click();
  await expect(page.getByRole("heading", { level: 1, name: `${title}, generation 3` })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  for (const code of ["HUB", "EST"]) await expect.poll(() => says(code, id)).toBe("published");
});

test("one member's objection ends a generation, and its reason is read by the others", async ({ page }) => {
  const title = `Zonal objection ${Date.now()}`;
  const id = await circulate("zonal-objection", title);
  await heard("CZE", id);
  await signIn(page, "CZE");
  await page.goto(`${node("CZE").url}/templates/deeds/${id}`);
  await page.getByRole("button", { name: "Object…" }).click();
  await page.getByLabel("Reason, as the others will read it").fill("The notice is too short for us");
  await page.getByRole("button", { name: "Object", exact: true }).click();
  await expect(page.getByText("Objected to")).toBeVisible();
  await expect.poll(() => says("EST", id)).toBe("objected");
  const there = await ask<Deed>("EST", `/templates/deeds/${id}`);
  expect(there.members.find((m) => m.party === "CZE")?.reason).toBe("The notice is too short for us");
});
