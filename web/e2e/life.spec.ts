import type { Page } from "@playwright/test";
import type { components } from "../src/base/api.gen";
import { violations } from "./axe";
import { ask, expect, indicator, node, signIn, test } from "./demo";
import { asPerson, hire } from "./people";

// The whole life of an agreement, as DESIGN tells it: a body of three writes the
// second generation, two of its members negotiate and sign an agreement of it
// that takes the place of one of the first, and it ends by notice.

type Generation = components["schemas"]["Generation"];
interface Deed {
  id: string;
  state: string;
  generation: Generation;
}
interface All<T> {
  items: T[];
}

const body = "Cyber Defence Committee";
const state = async (code: string, id: string) => (await ask<{ state: string }>(code, `/agreements/${id}`)).state;
const standing = (id: string, want: string) => Promise.all(["CZE", "HUB"].map((code) => expect.poll(() => state(code, id), { timeout: 20_000 }).toBe(want)));

/** first publishes the first generation of a template of our own, with a notice that a test can sit out. */
async function first(template: string, title: string): Promise<void> {
  const shipped = (await ask<All<{ digest: string; body: string; generation: Generation }>>("HUB", "/templates")).items.find((t) => t.body === "" && t.generation.template === "memorandum" && t.generation.number === 1);
  if (!shipped) throw new Error("the first generation of the memorandum is not shipped");
  const { follows: _, ...text } = shipped.generation;
  const generation = {
    ...text,
    template,
    title: Object.fromEntries(text.languages.map((l) => [l, title])),
    parameters: text.parameters.map((p) => (p.name === "notice" ? { ...p, shortest: "PT1S", default: "PT4S" } : p)),
  };
  const draft = await ask<{ id: string }>("HUB", "/templates/drafts", { body, members: ["CZE", "EST"], generation });
  const deed = await ask<Deed>("HUB", `/templates/drafts/${draft.id}/circulate`, {});
  for (const code of ["HUB", "CZE", "EST"]) await expect(async () => void (await ask(code, `/templates/deeds/${deed.id}/approve`, {}))).toPass();
  for (const code of ["HUB", "CZE"]) await expect.poll(async () => (await ask<Deed>(code, `/templates/deeds/${deed.id}`)).state).toBe("published");
}

/** write makes the second generation in the editor, and gives the address of its deed. */
async function write(page: Page, title: string): Promise<string> {
  await page.goto(`${node("HUB").url}/templates`);
  await page.getByRole("region", { name: "Published" }).getByRole("link", { name: title }).click();
  await page.getByRole("button", { name: "Next generation…" }).click();
  await page.getByRole("button", { name: "Begin it" }).click();
  await expect(page.getByRole("heading", { level: 1, name: `${title}, generation 2` })).toBeVisible();
  await expect(page.getByText("name the other members of the body")).toBeVisible();
  await page.getByLabel("The other members").fill("cze, est");
  await page.getByRole("group", { name: "{ceiling}" }).getByRole("combobox", { name: "Ceiling" }).click();
  await page.getByRole("option", { name: "TLP:AMBER", exact: true }).click();
  await page.getByRole("button", { name: "Add a clause" }).click();
  const clause = page.getByRole("group", { name: "Clause 8" });
  await clause.getByRole("button", { name: "Add a rule to 8" }).click();
  const rule = clause.getByRole("group", { name: "Rule 8.1" });
  await rule.getByLabel("Kind").selectOption({ label: "Recalls are carried out" });
  await rule.getByLabel("Value: within").fill("PT12H");
  await rule.getByLabel("Value: owed by").selectOption("each");
  await rule.getByLabel("Value: force").selectOption("shall");
  page.once("dialog", (asked) => void asked.dismiss());
  await page.getByRole("link", { name: "Watch" }).click(); // nothing unsaved is left without a question
  await expect(page.getByText("Not saved")).toBeVisible();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("the title of clause 8")).toBeVisible(); // what is missing is said
  for (const [l, name, text] of [["en", "Recalls", "What is recalled is given back within twelve hours."], ["fr", "Rappels", "Ce qui est rappelé est rendu en douze heures."], ["cs", "Odvolání", "Co je odvoláno, je vráceno do dvanácti hodin."]]) {
    await clause.getByLabel(`Title of 8 (${l})`).fill(name ?? "");
    await clause.getByLabel(`Text of 8 (${l})`).fill(text ?? "");
  }
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Sound: it can be circulated")).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: "Circulate…" }).click();
  await page.getByRole("button", { name: "Circulate it" }).click();
  await expect(page.getByText(`Before ${body}; circulated by HUB.`)).toBeVisible();
  const compared = page.getByRole("region", { name: "Against another generation" });
  await expect(compared.locator("ins", { hasText: "twelve hours" }).first()).toBeVisible();
  return new URL(page.url()).pathname;
}

async function approve(page: Page, code: string, deed: string): Promise<void> {
  await expect(async () => {
    await page.goto(node(code).url + deed);
    await expect(page.getByRole("button", { name: "Approve…" })).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await page.getByRole("button", { name: "Approve…" }).click();
  await page.getByRole("button", { name: "Approve it" }).click();
  await expect(page.getByRole("button", { name: "Approve…" })).toBeHidden();
}

/** sign gives a signature for a person; where two are asked for, the first prepares it. */
async function sign(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByRole("button", { name: "Sign…" }).click();
  await page.getByRole("button", { name: "Sign it" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
}

test("from the second generation to its end: written, approved by three, negotiated, signed by four eyes, in the place of the first, suspended, ended by notice", async ({ page, browser }) => {
  test.setTimeout(240_000);
  const stamp = Date.now();
  const title = `Committee memorandum ${stamp}`;
  for (const code of ["CZE", "HUB"]) await hire(code, "second-director", "director", "release");
  const amber = indicator(`Only under the second generation ${stamp}`);
  const [object] = (amber.bundle as { objects: { object_marking_refs: string[] }[] }).objects;
  if (object) object.object_marking_refs = ["marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"];
  await ask("CZE", `/intel/imports?name=${stamp}`, amber.bundle);

  // What the demo has in force between the two would permit it all the same.
  const other = (await ask<All<{ id: string; state: string; parties: { code: string }[] }>>("CZE", "/agreements")).items.find((a) => a.state === "in-force" && a.parties.some((p) => p.code === "HUB"));
  await ask("CZE", `/agreements/${other?.id}/suspend`, { reason: "Only the agreements of this journey count" });
  try {
    await first(`committee-${stamp}`, title);
    const one = await ask<{ id: string }>("CZE", "/agreements", { template: `committee-${stamp}`, title: `First ${stamp}`, parties: ["HUB"] });
    await ask("CZE", `/agreements/${one.id}/propose`, {});
    await ask("CZE", `/agreements/${one.id}/sign`, {});
    await expect(async () => void (await ask("HUB", `/agreements/${one.id}/sign`, {}))).toPass();
    await standing(one.id, "in-force");

    await signIn(page, "CZE");
    await page.goto(`${node("CZE").url}/intel/${amber.id}`);
    const audience = page.getByRole("region", { name: "Who may have this, and why" });
    await expect(audience).toContainText("REFUSE");
    await expect(audience.getByRole("link", { name: `First ${stamp}, generation 1, provision 4.1` })).toBeVisible();

    // The second generation is written at the hub and approved by all three.
    const hub = await asPerson(browser, "HUB", "second-director", "en");
    const deed = await write(hub.page, title);
    await approve(hub.page, "HUB", deed);
    await expect(async () => void (await ask("EST", `${deed}/approve`, {}))).toPass();
    await approve(page, "CZE", deed);
    await expect.poll(async () => (await ask<Deed>("HUB", deed)).state).toBe("published");

    // An agreement of it is drafted, countered, and looked at before it is signed.
    await page.goto(`${node("CZE").url}/agreements`);
    await page.getByRole("button", { name: "New draft…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "Template" }).click();
    await page.getByRole("option", { name: `${title}, generation 2` }).click();
    await dialog.getByLabel("Title").fill(`Second ${stamp}`);
    await dialog.getByLabel("The other parties, beside CZE").fill("hub");
    await dialog.getByLabel("Four eyes").check();
    await dialog.getByLabel(`First ${stamp}, generation 1`).check();
    await dialog.getByRole("button", { name: "Make the draft" }).click();
    await expect(page.getByText("Only this node has it.")).toBeVisible();
    const id = page.url().split("/").at(-1) ?? "";
    await page.getByRole("button", { name: "Propose…" }).click();
    await page.getByRole("button", { name: "Propose it" }).click();
    await expect(page.getByText("It waits for signatures.")).toBeVisible();

    const there = `${node("HUB").url}/agreements/${id}`;
    const here = `${node("CZE").url}/agreements/${id}`;
    await expect(async () => {
      await hub.page.goto(there);
      await expect(hub.page.getByRole("button", { name: "Counter-proposal…" })).toBeVisible({ timeout: 2_000 });
    }).toPass();
    await hub.page.getByRole("button", { name: "Counter-proposal…" }).click();
    await hub.page.getByRole("dialog").getByLabel("Notice").fill("PT3S");
    await hub.page.getByRole("button", { name: "Make the draft" }).click();
    await hub.page.getByRole("button", { name: "Propose…" }).click();
    await hub.page.getByRole("button", { name: "Propose it" }).click();
    await expect(hub.page.getByRole("region", { name: "On the table" })).toContainText("By HUB, round 2.");
    await expect(async () => {
      await page.goto(here);
      await expect(page.getByRole("region", { name: "On the table" })).toContainText("By HUB, round 2.", { timeout: 2_000 });
    }).toPass();
    const change = page.getByRole("region", { name: "What it would change" });
    await expect(change.getByRole("listitem").filter({ hasText: "HUB" }).first()).toContainText("could go then");
    await expect(change).toContainText("Recalls are carried out"); // a duty that would begin
    expect(await violations(page)).toEqual([]);

    // Two people of each side.
    await sign(page, here);
    await expect(page.getByText("a second person must give it")).toBeVisible();
    await expect(page.getByRole("region", { name: "Signatures" }).getByRole("listitem").filter({ hasText: "CZE" })).toContainText("has not signed");
    const czech = await asPerson(browser, "CZE", "second-director", "en");
    await sign(czech.page, here);
    await expect(czech.page.getByText("prepared by demo")).toBeVisible();
    await hub.page.goto(there);
    await hub.page.getByRole("link", { name: "Read and sign" }).click();
    await expect(hub.page.getByRole("heading", { level: 1, name: "Signing" })).toBeVisible();
    await expect(hub.page.getByRole("button", { name: "Sign…" })).toHaveCount(0); // not before it is read and compared
    await hub.page.getByLabel("I have read the authentic text").check();
    await hub.page.getByLabel("I have compared the digest with the other parties").check();
    expect(await violations(hub.page)).toEqual([]);
    await hub.page.getByRole("button", { name: "Sign…" }).click();
    await hub.page.getByRole("button", { name: "Sign it" }).click();
    await expect(hub.page.getByText("second-director has prepared the signature")).toBeVisible();
    await ask("HUB", `/agreements/${id}/sign`, {});
    await standing(id, "in-force");
    await standing(one.id, "superseded");

    // The paper copy of one side is what the other prints.
    await page.goto(here);
    const [copy] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Paper copy (PDF, EN)" }).click()]);
    await hub.page.goto(`${node("HUB").url}/agreements`);
    await hub.page.locator('input[type="file"]').setInputFiles(await copy.path());
    await hub.page.getByRole("button", { name: "Compare" }).click();
    await expect(hub.page.getByText("The same as this node prints")).toBeVisible();
    await hub.page.getByLabel("Code or digest on the paper").fill((await ask<{ digest: string }>("CZE", `/agreements/${id}`)).digest);
    await hub.page.getByRole("button", { name: "Find the text" }).click();
    await expect(hub.page.getByText("This node has that text")).toBeVisible();
    expect(await violations(hub.page)).toEqual([]);

    // What was refused under the first passes under the second, which is cited.
    await page.goto(`${node("CZE").url}/intel/${amber.id}`);
    await expect(audience).toContainText("PERMIT");
    await expect(audience.getByRole("link", { name: new RegExp(`Second ${stamp}, generation 2, provision`) }).first()).toBeVisible();
    await ask("CZE", "/releases", { select: { ids: [amber.id] }, to: ["HUB"], onward: { allowed: false, to: [] } });
    await expect.poll(async () => (await ask<All<{ id: string }>>("HUB", `/intel/objects?q=${encodeURIComponent(amber.value)}`)).items.length, { timeout: 20_000 }).toBe(1);

    // Suspended at once; then it goes on, and ends when the notice has run.
    await page.goto(here);
    await page.getByRole("button", { name: "Suspend…" }).click();
    await page.getByLabel("Reason, as the others will read it").fill("A leak is looked into");
    await page.getByRole("button", { name: "Suspend it" }).click();
    await standing(id, "suspended");
    await page.goto(`${node("CZE").url}/intel/${amber.id}`);
    await expect(audience).toContainText("REFUSE");
    await page.goto(here);
    await page.getByRole("button", { name: "Resume…" }).click();
    await page.getByRole("button", { name: "Resume it" }).click();
    await standing(id, "in-force");
    await page.getByRole("button", { name: "Give notice…" }).click();
    await page.getByLabel("Reason, as the others will read it").fill("The committee is dissolved");
    await page.getByRole("dialog").getByRole("button", { name: "Give notice" }).click();
    await standing(id, "terminated");
    await hub.context.close();
    await czech.context.close();
    for (const p of [hub, czech]) expect(p.said, "the browser's console").toEqual([]);
  } finally {
    await ask("CZE", `/agreements/${other?.id}/resume`, {});
  }
});
