import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ask, expect, find, node, signIn, test } from "./demo";
import { inEveryLook } from "./look";

test("every page is readable, fits, and has no serious fault that axe finds, wide and narrow, light and dark", async ({ page }) => {
  test.setTimeout(600_000);
  const { url } = node("CZE");
  await page.goto(url + "/sign-in");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await inEveryLook(page, "sign-in");
  await signIn(page, "CZE");
  await expect(page.getByRole("table", { name: "Parties" })).toBeVisible();
  await inEveryLook(page, "watch");
  await page.goto(url + "/intel");
  await expect(page.getByRole("list", { name: /newest first/ }).getByRole("link").first()).toBeVisible();
  await inEveryLook(page, "feed");

  const object = await find("CZE", "indicator", "amber");
  await page.goto(`${url}/intel/${object.id}`);
  await expect(page.getByText("PERMIT").first()).toBeVisible();
  await inEveryLook(page, "object");
  await page.getByRole("button", { name: "Release…" }).click();
  await expect(page.getByText("May they pass it on?")).toBeVisible();
  await inEveryLook(page, "release-dialog");
  await page.keyboard.press("Escape");

  const releases = await ask<{ items: { id: string }[] }>("CZE", "/releases");
  const templates = await ask<{ items: { digest: string; generation: unknown }[] }>("CZE", "/templates");
  const agreements = await ask<{ items: { id: string }[] }>("CZE", "/agreements");
  const begun = await ask<{ id: string }>("CZE", "/templates/drafts", { body: "A body", members: ["HUB"], generation: templates.items[0]?.generation });
  const playbook = await ask<{ id: string }>("CZE", "/playbooks", JSON.parse(readFileSync(join(import.meta.dirname, "../../internal/playbook/testdata/contain.json"), "utf8")));
  const run = await ask<{ id: string }>("CZE", `/playbooks/versions/${playbook.id}/runs`, { title: "Host of the ministry", incident: "incident-17", values: { __host__: "192.0.2.7" } });
  const at = (step: string) => `${step}--7d0c4f7e-2f5b-4c58-9a43-00000000000`;
  await ask("CZE", `/playbooks/runs/${run.id}/report`, { step: at("action") + "2", status: "successfully_executed", text: "She saw it at nine", values: { __began__: "09:00" } });
  await ask("CZE", `/playbooks/runs/${run.id}/decide`, { step: at("if-condition") + "3", branch: "true", text: "The traces say so" });
  const incident = await ask<{ id: string }>("CZE", "/incidents", { title: "Ransomware at a hospital", summary: "Two servers are encrypted.", category: "malicious-code/infected-system", tlp: "amber", aware: "2026-11-01T08:00:00Z" });
  await ask("CZE", `/incidents/${incident.id}/events`, { at: "2026-11-01T07:00:00Z", text: "The first host was encrypted" });
  await ask("CZE", `/incidents/${incident.id}/tasks`, { title: "Image two servers", party: "CZE" });
  await ask("CZE", `/incidents/${incident.id}/entities`, { label: "Hospital A", alias: true, name: "Nemocnice Benešov", sector: "health" });
  await ask("CZE", `/incidents/${incident.id}/judgements`, { scheme: "uk-ncsc", value: "3" });
  await ask("CZE", `/incidents/${incident.id}/obligation`, { applies: true });
  const situation = await ask<{ title: string; language: string; text: string }>("CZE", `/incidents/${incident.id}/situation`);
  const reported = await ask<{ entries: { act: string; ref: string }[] }>("CZE", `/incidents/${incident.id}/reports`, situation);
  const [basis] = (await ask<{ items: { agreement: string; provision: string }[] }>("CZE", "/warnings/bases")).items;
  const warned = await ask<{ id: string }>("CZE", "/warnings", { agreement: basis?.agreement, provision: basis?.provision, title: { en: "Gateways are being broken into" }, text: { en: "A flaw without a patch is used." }, to: ["HUB"], tlp: "green", cause: "vulnerability-exploited", severity: { scheme: "us-nciss", value: "high" } });
  const pages: [string, string][] = [
    ["playbooks", "/playbooks"],
    ["playbook", `/playbooks/${playbook.id}`],
    ["playbook-run", `/playbooks/runs/${run.id}`],
    ["warnings", "/warnings"],
    ["warning-new", "/warnings/new"],
    ["warning", `/warnings/${warned.id}`],
    ["alerts", "/alerts"],
    ["situation", "/situation"],
    ["incidents", "/incidents"],
    ["incident", `/incidents/${incident.id}`],
    ["incident-report", `/incidents/${incident.id}/reports/${reported.entries.find((e) => e.act === "reported")?.ref}`],
    ["generation-draft", `/templates/drafts/${begun.id}`],
    ["releases", "/releases"],
    ["release", `/releases/${releases.items[0]?.id}`],
    ["import", "/import"],
    ["agreements", "/agreements"],
    ["duties", "/duties"],
    ["duty-report", `/agreements/${agreements.items[0]?.id}/duties`],
    ["experts", "/experts"],
    ["expert-add", "/experts/new"],
    ["roster", "/experts/roster"],
    ["training", "/training"],
    ["course", "/training/first-release"],
    ["readiness", "/training/readiness"],
    ["lessons", "/lessons"],
    ["exercises", "/exercises"],
    ["exercise-new", "/exercises/new"],
    ["assistance", "/assistance"],
    ["assistance-new", "/assistance/new"],
    ["assistance-desk", "/assistance/desk"],
    ["decisions", "/crisis"],
    ["decision-new", "/crisis/new"],
    ["decision-wall", "/crisis/wall"],
    ["templates", "/templates"],
    ["generation", `/templates/${templates.items.at(-1)?.digest}`],
    ["agreement", `/agreements/${agreements.items[0]?.id}`],
    ["ledger", "/ledger"],
    ["entries", "/ledger/CZE/HUB"],
    ["peers", "/peers"],
    ["directory-empty", "/directory"],
    ["directory-edit", "/directory/edit"],
    ["comcheck-empty", "/directory/comcheck"],
    ["dashboard", "/dashboard"],
    ["reports", "/reports"],
    ["alarms", "/notify"],
    ["oncall", "/notify/oncall"],
    ["notify-own", "/notify/own"],
    ["channels", "/notify/channels"],
    ["journal", "/journal"],
    ["account", "/account"],
    ["start", "/start"],
    ["card", "/card"],
  ];
  for (const [name, path] of pages) {
    await page.goto(url + path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByRole("status").filter({ hasText: "Loading" })).toHaveCount(0);
    await inEveryLook(page, name);
  }
  await ask("CZE", `/warnings/${warned.id}/end`, { reason: "the pages have been looked at" });
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeVisible();
  await inEveryLook(page, "help");
});
