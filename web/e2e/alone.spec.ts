import { expect, out, test } from "./demo";
import { join } from "node:path";
import { confirmed } from "./assist";
import { inEveryLook } from "./look";
import { Client, enter, lone, type Lone } from "./lone";

// One nation exercises alone: it conducts, and what the parties do that it simulates is
// written in the plan and shown in the control room.

const long = { timeout: 60_000 }; // other nodes take part
let node: Lone;
let client: Client;
let exercise = "";

test.describe.configure({ mode: "serial" });
test.use({ actionTimeout: 20_000 });

test.beforeAll(async () => {
  test.setTimeout(120_000);
  node = await lone(18_951, "CZE");
  client = new Client(node.url);
  await client.first(node.setup);
  await client.enter("admin");
  for (const name of ["director", "deputy"]) await client.person(name, "director", "analyst", "release");
  const starts = new Date();
  await client.enter("director");
  exercise = (await client.call<{ id: string }>("POST", "/exercises", { name: "Alone", starts, ends: new Date(starts.getTime() + 3_600_000), parties: [], simulated: [{ code: "LVA", name: "Latvia", kind: "nation" }, { code: "EST", name: "Estonia", kind: "nation" }] })).id;
  await client.enter("deputy");
  await client.call("POST", `/exercises/${exercise}/confirm`, {});
  await expect.poll(async () => (await client.call<{ state: string }>("GET", `/exercises/${exercise}`)).state, { timeout: 60_000 }).toBe("open");
  client.realm = exercise;
  await expect.poll(async () => (await client.call<{ items: unknown[] }>("GET", "/crisis/bodies")).items.length, { timeout: 60_000 }).toBe(1);
});

test.afterAll(async () => {
  await node.stop();
});

test("what simulated parties do is planned, seen, and taken over", async ({ browser }) => {
  test.setTimeout(240_000);
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1440, height: 900 } });
  const p = await context.newPage();
  await enter(p, node.url, "director");
  await p.getByRole("button", { name: "Realm LIVE" }).click();
  await p.getByRole("menuitem", { name: "Alone" }).click();
  await expect(p.getByRole("button", { name: "Realm EXERCISE" })).toBeVisible();

  const { version } = await client.call<{ version: number }>("PUT", "/exercise/plan/teams", { version: 0, items: [{ id: "cze-soc", party: "CZE", name: "Czech SOC" }, { id: "lva-cert", party: "LVA", name: "CERT of Latvia" }] });
  expect(version).toBe(1);
  const { inject } = await client.call<{ inject: { id: string } }>("POST", "/exercise/msel/injects", { inject: { number: "1.1", title: "Hospitals", status: "ready", type: "expected", channel: "email", at: 0, from: "Ministry", to: ["lva-cert", "cze-soc"], expected: "An answer.", payload: { subject: "Hospitals are slow", text: "What do you know?" } } });
  expect(inject.id).not.toBe("");

  await p.getByRole("navigation").getByRole("link", { name: "Exercise plan" }).click();
  const panel = p.getByRole("region", { name: "Reactions", exact: true });
  await expect(panel.getByText("No reactions yet")).toBeVisible();
  const dialog = p.getByRole("dialog");
  const choose = async (label: string, option: string) => {
    await dialog.getByRole("combobox", { name: label, exact: true }).click();
    await p.getByRole("option", { name: option, exact: true }).click();
  };
  const begin = async (id: string, as: string) => {
    await panel.getByRole("button", { name: "Add a reaction…" }).click();
    await dialog.getByRole("textbox", { name: "Id" }).fill(id);
    await dialog.getByRole("textbox", { name: "Party that acts (code)" }).fill(as);
  };
  const keep = async (id: string) => {
    await dialog.getByRole("button", { name: "Keep", exact: true }).click();
    await expect(dialog).toHaveCount(0);
    await expect(panel.getByRole("row").filter({ hasText: id })).toBeVisible();
  };
  await begin("lva-answers", "LVA");
  await choose("When", "One of its teams receives an inject");
  await dialog.getByRole("textbox", { name: "Row (number)" }).fill("1.1");
  await dialog.getByRole("button", { name: "Choose this row" }).click();
  await expect(dialog.getByText("1.1 Hospitals")).toBeVisible();
  await choose("In the name of team", "CERT of Latvia");
  await dialog.getByRole("textbox", { name: "The answer" }).fill("Two hospitals cannot admit.");
  await inEveryLook(p, "alone-reaction");
  await keep("lva-answers");
  await begin("lva-opens", "LVA");
  await choose("When", "One of its teams receives an inject");
  await dialog.getByRole("textbox", { name: "Row (number)" }).fill("1.1");
  await dialog.getByRole("button", { name: "Choose this row" }).click();
  await choose("Does", "opens and shares an incident");
  await dialog.getByRole("textbox", { name: "After exercise time" }).fill("+20m");
  await dialog.getByRole("textbox", { name: "What happened" }).fill("Ransomware in two hospitals");
  await keep("lva-opens");
  await begin("est-errs", "EST");
  await choose("When", "An incident is shared with it");
  await choose("Does", "proposes a text");
  await dialog.getByRole("button", { name: "Put an example" }).click();
  await dialog.getByRole("textbox", { name: "Provision of the body" }).fill("9.9");
  await keep("est-errs");
  await inEveryLook(p, "alone-plan", { whole: true });
  await panel.getByRole("button", { name: "Change lva-opens" }).click();
  await expect(dialog.getByRole("textbox", { name: "What happened" })).toHaveValue("Ransomware in two hospitals");
  await dialog.getByRole("button", { name: "Cancel" }).click();

  await client.enter("director");
  const put = await client.call<{ id: string; digest: string }>("POST", "/exercise/msel/releases", {});
  await client.enter("deputy");
  await client.call("POST", `/exercise/msel/releases/${put.id}/release`, { digest: put.digest });

  await p.getByRole("navigation").getByRole("link", { name: "Control room" }).click();
  await confirmed(p, "STARTEX…", "STARTEX…");
  const turns = p.getByRole("region", { name: "Simulated parties", exact: true });
  await expect(turns.getByRole("button", { name: "Show 1 that are over" })).toBeVisible(long);
  await turns.getByRole("button", { name: "Show 1 that are over" }).click();
  await expect(turns.getByRole("row").filter({ hasText: "lva-answers" })).toContainText("done");
  const opens = turns.getByRole("row").filter({ hasText: "lva-opens" });
  await expect(opens).toContainText("waiting");
  await opens.getByRole("button", { name: "Do it now" }).click();
  await expect(opens).toContainText("done by director");
  const errs = turns.getByRole("row").filter({ hasText: "est-errs" });
  await expect(errs).toContainText("no body of this exercise is constituted by provision");
  await confirmed(p, "Stop…", "Stop it", {}, "Simulated parties");
  await expect(turns.getByText("stopped by director; its turns wait")).toBeVisible();
  await inEveryLook(p, "alone-control", { whole: true });
  await errs.getByRole("button", { name: "Skip…" }).click();
  await dialog.getByLabel("Why").fill("The cell has proposed it by hand.");
  await dialog.getByRole("button", { name: "Skip it" }).click();
  await expect(errs).toContainText("skipped");
  await confirmed(p, "Let it act…", "Let it act", {}, "Simulated parties");
  await p.screenshot({ path: join(out, "alone-end.png"), fullPage: true });
  await context.close();
});
