import type { Browser, Page } from "@playwright/test";
import { join } from "node:path";
import { confirmed } from "./assist";
import { violations } from "./axe";
import { expect, out, test } from "./demo";
import { inEveryLook } from "./look";
import { Client, enter, lone, type Lone } from "./lone";

// Two nodes of their own: the hub conducts an exercise, a nation takes part in it
// by its own node and its own people, and a third party is simulated by the hub.

const codes = ["HUB", "CZE"] as const;
const ports = { HUB: 18821, CZE: 18822 };
const nodes: Record<string, Lone> = {};
const clients: Record<string, Client> = {};
let exercise = "";

const long = { timeout: 60_000 };
const name = "Cyber Coalition";

test.describe.configure({ mode: "serial" });
test.use({ actionTimeout: 20_000 });

function client(code: string): Client {
  const c = clients[code];
  if (!c) throw new Error(`no node of ${code}`);
  return c;
}

async function at(browser: Browser, code: string, user: string, tall = 900): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1440, height: tall } });
  const opened = await context.newPage();
  await enter(opened, nodes[code]?.url ?? "", user);
  return opened;
}

test.beforeAll(async () => {
  test.setTimeout(120_000);
  await Promise.all(
    codes.map(async (code) => {
      const n = (nodes[code] = await lone(ports[code], code));
      const c = (clients[code] = new Client(n.url));
      await c.first(n.setup);
      await c.enter("admin");
      await c.person("director", "director", "analyst", "release");
      await c.person("deputy", "director");
      await c.person("analyst", "analyst", "release");
    }),
  );
  const { invitation } = await client("HUB").call<{ invitation: string }>("POST", "/peers/invitations", {});
  await client("CZE").call("POST", "/peers/accept", { invitation });
  for (const c of Object.values(clients)) await c.enter("director");
  const { id } = await client("HUB").call<{ id: string }>("POST", "/agreements", { template: "memorandum", title: "Memorandum with CZE", parties: ["CZE"], params: {} });
  await client("HUB").call("POST", `/agreements/${id}/propose`, {});
  await client("HUB").call("POST", `/agreements/${id}/sign`, {});
  await expect(async () => void (await client("CZE").call("POST", `/agreements/${id}/sign`, {}))).toPass({ timeout: 30_000 });
  for (const c of Object.values(clients)) await expect.poll(async () => (await c.call<{ state: string }>("GET", `/agreements/${id}`)).state, long).toBe("in-force");
});

test.afterAll(async () => {
  await Promise.all(Object.values(nodes).map((n) => n.stop()));
});

test("two persons create an exercise, two of the invited nation join it, and each enters its realm", async ({ browser }) => {
  test.setTimeout(180_000);
  const hub = await at(browser, "HUB", "director");
  await hub.getByRole("navigation").getByRole("link", { name: "Exercises" }).click();
  await expect(hub.getByText("No exercise is known")).toBeVisible();
  await hub.getByRole("link", { name: "New exercise…" }).click();
  await hub.getByRole("textbox", { name: "Name" }).first().fill(name);
  await hub.getByLabel("Purpose").fill("Sharing and deciding under time pressure.");
  await hub.getByLabel("CZE").check();
  await hub.getByRole("button", { name: "Add a simulated party" }).click();
  await hub.getByLabel("Code").fill("lva");
  await hub.getByRole("textbox", { name: "Name" }).nth(1).fill("Latvia");
  await expect(hub.getByText("Once another person has confirmed, CZE will be invited.")).toBeVisible();
  expect(await violations(hub)).toEqual([]);
  await hub.screenshot({ path: join(out, "exercise-new-1440-light.png"), fullPage: true });
  await hub.getByRole("button", { name: "Propose" }).click();
  await expect(hub.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(hub.getByText("Waits for a second person")).toBeVisible();
  await expect(hub.getByRole("button", { name: "Confirm…" })).toHaveCount(0);
  exercise = hub.url().split("/").at(-1) ?? "";

  const deputy = await at(browser, "HUB", "deputy");
  await deputy.goto(`${nodes["HUB"]?.url}/exercises/${exercise}`);
  await confirmed(deputy, "Confirm…", "Confirm");
  await expect(deputy.getByText("Open", { exact: true })).toBeVisible(long);

  const cze = await at(browser, "CZE", "director");
  await cze.goto(`${nodes["CZE"]?.url}/exercises`);
  await cze.getByRole("link", { name }).click();
  await expect(cze.getByText("We are invited")).toBeVisible();
  await confirmed(cze, "Join…", "Want to join");
  await cze.getByLabel("User name").fill("analyst");
  await cze.getByLabel("Team", { exact: true }).fill("cze-soc");
  await cze.getByRole("button", { name: "Let in" }).click();
  await expect(cze.getByRole("row").filter({ hasText: "cze-soc" })).toBeVisible();
  expect(await violations(cze)).toEqual([]);
  const second = await at(browser, "CZE", "deputy");
  await second.goto(`${nodes["CZE"]?.url}/exercises/${exercise}`);
  await confirmed(second, "Confirm…", "Confirm");
  await expect(second.getByText("Open", { exact: true })).toBeVisible(long);
  await expect(second.getByText("You are no member of this exercise")).toBeVisible();

  // The hub sees that CZE takes part, and both see the memorandum of the realm, which LVA has signed too.
  await hub.reload();
  await expect(hub.getByRole("row").filter({ hasText: "CZE" })).toContainText("takes part", long);
  expect(await violations(hub)).toEqual([]);
  await hub.screenshot({ path: join(out, "exercise-page-1440-light.png"), fullPage: true });

  const analyst = await at(browser, "CZE", "analyst");
  await expect(analyst.getByRole("button", { name: "Realm LIVE" })).toBeVisible();
  await analyst.getByRole("button", { name: "Realm LIVE" }).click();
  await analyst.getByRole("menuitem", { name }).click();
  await expect(analyst.getByText(`EXERCISE EXERCISE EXERCISE · ${name} · nothing on this page is real`)).toBeVisible();
  await expect(analyst.getByRole("button", { name: "Realm EXERCISE" })).toBeVisible();
  await analyst.getByRole("navigation").getByRole("link", { name: "Agreements" }).click();
  await expect(analyst.getByRole("row").filter({ hasText: `EXERCISE: memorandum of ${name}` })).toContainText("In force", long);
  await expect(analyst.getByText("Memorandum with CZE")).toHaveCount(0);
  expect(await violations(analyst)).toEqual([]);
  for (const [scheme, width] of [["light", 1440], ["dark", 1440], ["light", 390], ["dark", 390]] as const) {
    await analyst.emulateMedia({ colorScheme: scheme });
    await analyst.setViewportSize({ width, height: 900 });
    await analyst.screenshot({ path: join(out, `exercise-realm-${width}-${scheme}.png`) });
  }
  await analyst.setViewportSize({ width: 1440, height: 900 });

  // Back to what is live: nothing of the exercise is there.
  await analyst.getByRole("button", { name: "Realm EXERCISE" }).click();
  await analyst.getByRole("menuitem", { name: "Live" }).click();
  await expect(analyst.getByRole("button", { name: "Realm LIVE" })).toBeVisible();
  await analyst.getByRole("navigation").getByRole("link", { name: "Agreements" }).click();
  await expect(analyst.getByText("Memorandum with CZE")).toBeVisible();
  await expect(analyst.getByText(`EXERCISE: memorandum of ${name}`)).toHaveCount(0);
  for (const p of [hub, deputy, cze, second, analyst]) await p.context().close();
});

/** inRealm signs a person in and goes into the exercise. */
async function inRealm(browser: Browser, code: string, user: string): Promise<Page> {
  const p = await at(browser, code, user);
  await p.getByRole("button", { name: "Realm LIVE" }).click();
  await p.getByRole("menuitem", { name }).click();
  await expect(p.getByRole("button", { name: "Realm EXERCISE" })).toBeVisible();
  return p;
}

const part = (p: Page, title: string) => p.getByRole("region", { name: title, exact: true });
const room = (p: Page, title: string) => p.getByRole("navigation").getByRole("link", { name: title }).click();

test("a list is planned and released by two, two teams on two nodes meet it, and the score says what was graded", async ({ browser }) => {
  test.setTimeout(360_000);
  await client("HUB").call("PUT", `/exercises/${exercise}/members/analyst`, { cell: "blue", team: "hub-desk", roles: ["analyst"] });
  const ann = await inRealm(browser, "HUB", "director");
  await room(ann, "Exercise plan");
  await part(ann, "The exercise").getByRole("textbox", { name: "Name" }).fill(name);
  await part(ann, "The exercise").getByRole("button", { name: "Save" }).click();
  for (const [title, lines] of [
    ["Objectives", [{ Id: "o1", Name: "Inform in time" }]],
    ["Teams", [{ Id: "cze-soc", Party: "CZE", Name: "Czech SOC" }, { Id: "hub-desk", Party: "HUB", Name: "Hub desk" }]],
  ] as const) {
    const panel = part(ann, title);
    for (const [n, fields] of lines.entries()) {
      await panel.getByRole("button", { name: "Add" }).click();
      for (const [label, value] of Object.entries(fields)) await panel.getByRole("group", { name: `${title} ${n + 1}` }).getByRole("textbox", { name: label }).fill(value);
    }
    await panel.getByRole("button", { name: "Save" }).click();
    await expect.poll(async () => (await planned(ann))[title === "Teams" ? "teams" : "objectives"]).toHaveLength(lines.length);
  }

  // What one planner writes stays there while another changes the same part; the first one chooses.
  const objectives = part(ann, "Objectives");
  await objectives.getByRole("button", { name: "Add" }).click();
  const second = objectives.getByRole("group", { name: "Objectives 2" });
  await second.getByRole("textbox", { name: "Id" }).fill("o2");
  const other = client("HUB");
  other.realm = exercise;
  const { version } = await other.call<{ version: number }>("GET", "/exercise/plan");
  await other.call("PUT", "/exercise/plan/objectives", { version, items: [{ id: "o1", name: "Inform in time", capability: "reporting" }] });
  other.realm = "";
  await expect(objectives.getByRole("alert")).toContainText("Somebody has changed this meanwhile");
  await expect(second.getByRole("textbox", { name: "Id" })).toHaveValue("o2");
  await expect(objectives.getByRole("button", { name: "Save" })).toBeDisabled();
  expect(await violations(ann)).toEqual([]);
  await objectives.getByRole("button", { name: "Show what is there now" }).click();
  await expect(second).toHaveCount(0);
  await expect(objectives.getByRole("textbox", { name: "Capability" })).toHaveValue("reporting");

  await room(ann, "List of events");
  await expect(ann.getByText("The list is empty")).toBeVisible();
  await ann.getByRole("button", { name: "Add a row" }).click();
  const editor = ann.getByRole("dialog");
  await editor.getByRole("textbox", { name: "Title" }).fill("Hospitals");
  await editor.getByRole("textbox", { name: "No." }).fill("1.1");
  await editor.getByRole("textbox", { name: "Time" }).fill("+0m");
  await editor.getByRole("textbox", { name: "From" }).fill("Ministry of Health");
  await editor.getByRole("textbox", { name: "Subject" }).fill("Hospitals are slow");
  await editor.getByRole("textbox", { name: "Text" }).fill("What do you know? Answer with the indicator.");
  await editor.getByRole("textbox", { name: "Expected action" }).fill("An answer that names the indicator.");
  await editor.getByRole("button", { name: "Add a criterion" }).click();
  await editor.getByRole("textbox", { name: "What a team is held to" }).first().fill("The ministry was answered");
  await editor.getByRole("combobox", { name: "Judged by" }).first().click();
  await ann.getByRole("option", { name: "What the journal says" }).click();
  await editor.getByRole("combobox", { name: "Ready-made rule" }).click();
  await ann.getByRole("option", { name: "A sighting was released to the party" }).click();
  await expect(editor.getByRole("textbox", { name: "Rule (JSON)" })).toHaveValue(/\.body\.parties\.CZE\.types\.sighting/);
  await ann.screenshot({ path: join(out, "exercise-ready-1440-light.png") });
  await editor.getByRole("combobox", { name: "Judged by" }).first().click();
  await ann.getByRole("option", { name: "An answer to the inject" }).click();
  await editor.getByRole("textbox", { name: "Rule (JSON)" }).fill('{"contains":["indicator"]}');
  await editor.getByRole("button", { name: "Add a criterion" }).click();
  await editor.getByRole("textbox", { name: "What a team is held to" }).nth(1).fill("The tone fits a minister");
  await editor.getByRole("textbox", { name: "Rubric" }).fill("0 curt\n10 fits");
  expect(await violations(ann)).toEqual([]);
  await ann.screenshot({ path: join(out, "exercise-editor-1440-light.png") });
  await editor.getByRole("button", { name: "Save", exact: true }).click();
  await expect(editor).toHaveCount(0);
  await expect(ann.getByRole("checkbox", { name: "Choose row 1.1" })).toBeVisible();
  await confirmed(ann, "Put forward", "Put forward");
  await expect(ann.getByText("Waits for another person")).toBeVisible();
  expect(await violations(ann)).toEqual([]);
  await ann.screenshot({ path: join(out, "exercise-msel-1440-light.png"), fullPage: true });

  const bob = await inRealm(browser, "HUB", "deputy");
  await room(bob, "List of events");
  await confirmed(bob, "Release", "Release");
  await expect(bob.getByText("Release 1", { exact: true })).toBeVisible();

  await room(ann, "Control room");
  await confirmed(ann, "STARTEX…", "STARTEX…");
  await expect(ann.getByText("Running")).toBeVisible();

  // Two teams at two nodes: one says what it was asked for, the other does not.
  const players = [await inRealm(browser, "CZE", "analyst"), await inRealm(browser, "HUB", "analyst")] as const;
  for (const [p, words] of [[players[0], "We hold the indicator and release it."], [players[1], "We look into it."]] as const) {
    await expect(p.getByRole("navigation").getByRole("link", { name: "List of events" })).toHaveCount(0);
    await room(p, "Exercise inbox");
    await p.getByRole("button", { name: /Hospitals are slow/ }).click(long);
    await expect(p.getByText("What do you know? Answer with the indicator.")).toBeVisible();
    await expect(p.getByText("EXERCISE EXERCISE EXERCISE", { exact: true }).first()).toBeVisible();
    await p.getByRole("textbox", { name: "Answer" }).fill(words);
    await p.getByRole("button", { name: "Send the answer" }).click();
    await expect(p.getByRole("paragraph").filter({ hasText: words })).toBeVisible();
    expect(await violations(p)).toEqual([]);
  }
  await expect(ann.getByRole("row").filter({ hasText: "Hospitals" })).toContainText("answered", long);
  expect(await violations(ann)).toEqual([]);
  await ann.screenshot({ path: join(out, "exercise-control-1440-light.png"), fullPage: true });

  // Half is graded by rule; the rest waits for a person, and the board says so.
  await room(ann, "Scoreboard");
  const line = (p: Page, team: string) => part(p, "Teams").getByRole("row").filter({ hasText: team });
  await expect(line(ann, "Czech SOC")).toContainText("10 of 10", long);
  await expect(line(ann, "Czech SOC")).toContainText("1 of 2 criteria");
  await ann.getByRole("button", { name: "Czech SOC" }).click();
  await expect(part(ann, "Criteria of cze-soc")).toContainText("The ministry was answered");
  await ann.getByRole("button", { name: "Grade…" }).click();
  const form = ann.getByRole("dialog");
  await form.getByRole("radio", { name: "10: fits" }).check();
  await form.getByRole("textbox", { name: "What was observed" }).fill("Polite and to the point.");
  await form.getByRole("button", { name: "Grade" }).click();
  await expect(line(ann, "Czech SOC")).toContainText("20 of 20", long);
  await expect(line(ann, "Czech SOC")).toContainText("2 of 2 criteria");
  expect(await violations(ann)).toEqual([]);
  await ann.screenshot({ path: join(out, "exercise-score-1440-light.png"), fullPage: true });
  await room(players[0], "Scoreboard");
  await expect(line(players[0], "Czech SOC")).toContainText("20 of 20", long);

  // The end: what is still open is judged, and the clock stands.
  for (const [p, rooms] of [[ann, ["/exercise/plan", "/exercise/msel", "/exercise/control", "/exercise/score"]], [players[0], ["/exercise/inbox", "/exercise/score"]]] as const) for (const path of rooms) await shown(p, path);

  await room(ann, "Control room");
  await confirmed(ann, "ENDEX…", "ENDEX", { "Type ENDEX": "ENDEX" });
  await expect(ann.getByText("ENDEX", { exact: true })).toBeVisible();
  await room(ann, "Scoreboard");
  await expect(line(ann, "Hub desk")).toContainText("0 of 10", long);
  await ann.getByRole("button", { name: "Hub desk" }).click();
  await expect(part(ann, "Criteria of hub-desk")).toContainText("not met");

  // After action: what each team knew when, what was noticed, and the way of it to what is live.
  await room(ann, "After action");
  await expect(ann.getByRole("heading", { level: 1, name: "After-action report" })).toBeVisible();
  await expect(part(ann, "How long the teams took").getByRole("row").filter({ hasText: "Czech SOC" })).toContainText("20 of 20");
  await expect(part(ann, "What was not met, and why")).toContainText("The ministry was answered");
  await expect(part(ann, "What each team knew when")).toContainText("answered");
  await ann.getByRole("textbox", { name: "What was noticed" }).fill("The hub desk did not know whom to ask.");
  await ann.getByRole("button", { name: "Note it" }).click();
  await expect(part(ann, "Hot wash")).toContainText("The hub desk did not know whom to ask.");
  expect(await violations(ann)).toEqual([]);
  const earlier = ["autumn", "spring"].map((exercise, n) => before(exercise, n));
  const brings = ann.waitForEvent("filechooser");
  await ann.getByRole("button", { name: "Bring earlier figures…" }).click();
  await (await brings).setFiles({ name: "EXERCISE-figures.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify({ v: 1, kind: "entente-figures", marking, exercises: earlier })) });
  await expect(part(ann, "Beside earlier exercises").getByRole("row").filter({ hasText: "this exercise" })).toContainText("than Shield of autumn");
  await expect(part(ann, "Beside earlier exercises").getByRole("row").filter({ hasText: "earlier: Shield of spring" })).toContainText("of 8 criteria");
  await shown(ann, "/exercise/report");
  const carried = ann.waitForEvent("download");
  await ann.getByRole("link", { name: "Download the file of observations" }).click();
  const file = await (await carried).path();
  await ann.getByRole("button", { name: "Realm EXERCISE" }).click();
  await ann.getByRole("menuitem", { name: "Live" }).click();
  await expect(ann.getByRole("button", { name: "Realm LIVE" })).toBeVisible();
  await room(ann, "Lessons");
  const chooser = ann.waitForEvent("filechooser");
  await ann.getByRole("button", { name: "From a file…" }).click();
  await (await chooser).setFiles(file);
  await expect(ann.getByRole("dialog")).toContainText("The hub desk did not know whom to ask.");
  await ann.getByRole("dialog").getByRole("button", { name: "Record 1" }).click();
  await expect(ann.getByRole("row").filter({ hasText: "The hub desk did not know whom to ask." })).toContainText("identified");
  expect(await violations(ann)).toEqual([]);
  await ann.screenshot({ path: join(out, "lessons-1440-light.png"), fullPage: true });

  // The figures came along, and stand beside those of exercises before.
  for (const x of earlier) await client("HUB").call("POST", "/lessons/file", { v: 2, kind: "entente-observations", marking, exercise: x.exercise, name: x.name, observations: [], figures: x.figures });
  await ann.getByRole("link", { name: "Figures of exercises" }).click();
  await expect(ann.getByRole("heading", { level: 1, name: "Figures of exercises" })).toBeVisible();
  await expect(ann.getByRole("row").filter({ hasText: "Shield of autumn" }).first()).toContainText("faster by 4 min than Shield of spring");
  await ann.getByRole("combobox", { name: "Team" }).click();
  await ann.getByRole("option", { name: "Czech SOC" }).click();
  await expect(ann.getByRole("row").filter({ hasText: name })).toContainText("than Shield of autumn");
  await shown(ann, "/lessons/figures");
  for (const p of [ann, bob, ...players]) await p.context().close();
});

const marking = "EXERCISE EXERCISE EXERCISE";

/** before makes an exercise of an earlier season with its figures, as a person carries them. */
function before(season: string, n: number) {
  const team = { detect_ms: 480_000 + n * 240_000, share_ms: 1_500_000 - n * 60_000, of: [8, 5, 0], got: 50, graded: 60, gradable: 80, n_graded: 6, n_gradable: 8 };
  return { exercise: `x-${season}`, name: `Shield of ${season}`, figures: { started: `202${6 - n}-09-0${2 - n}T08:00:00Z`, length_ms: 9_000_000, injects: 8, all: { ...team, name: "" }, teams: [{ ...team, name: "Czech SOC" }] } };
}

/** shown goes to a page of the exercise and looks at it in every look. */
async function shown(p: Page, path: string): Promise<void> {
  await p.goto(new URL(p.url()).origin + path);
  await expect(p.getByRole("heading", { level: 1 })).toBeVisible();
  await inEveryLook(p, path.slice(1).replace("/", "-"), { whole: true });
}

/** planned asks for the plan as the page's person does. */
async function planned(p: Page): Promise<{ teams?: unknown[]; objectives?: unknown[] }> {
  const answer = await p.request.get(`${new URL(p.url()).origin}/api/v1/exercise/plan?entente-realm=${exercise}`);
  return ((await answer.json()) as { plan: { teams?: unknown[]; objectives?: unknown[] } }).plan;
}

test("sealing closes the realm for all", async ({ browser }) => {
  test.setTimeout(120_000);
  const hub = await at(browser, "HUB", "director");
  await hub.goto(`${nodes["HUB"]?.url}/exercises/${exercise}`);
  const analyst = await at(browser, "CZE", "analyst");
  await analyst.getByRole("button", { name: "Realm LIVE" }).click();
  await analyst.getByRole("menuitem", { name }).click();
  await expect(analyst.getByRole("button", { name: "Realm EXERCISE" })).toBeVisible();
  await confirmed(hub, "Seal…", "Seal", { Why: "It was played to its end." });
  await expect(hub.getByText("Sealed", { exact: true })).toBeVisible(long);
  await expect(hub.getByText("Archive (SHA-256)")).toBeVisible();
  for (const code of codes) await expect.poll(async () => (await client(code).call<{ state: string }>("GET", `/exercises/${exercise}`)).state, long).toBe("sealed");
  await analyst.reload();
  await expect(analyst.getByRole("button", { name: "Realm LIVE" })).toBeVisible(long);
  for (const p of [hub, analyst]) await p.context().close();
});
