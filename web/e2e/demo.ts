import { expect, test as base, type Page } from "@playwright/test";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** out is where pictures of the running console are kept. */
export const out = join(import.meta.dirname, "out");

export interface DemoNode {
  code: string;
  url: string;
  user: string;
  password: string;
  token: string;
  taxii: string;
}

/** node gives the address and the login of one of the demo's nodes. */
export function node(code: string): DemoNode {
  const dir = process.env.ENTENTE_DEMO;
  if (!dir) throw new Error("ENTENTE_DEMO is not set; setup.ts does that");
  const all = JSON.parse(readFileSync(join(dir, "credentials.json"), "utf8")) as { nodes: DemoNode[] };
  const found = all.nodes.find((n) => n.code === code);
  if (!found) throw new Error(`the demo has no node ${code}`);
  return found;
}

/** ask calls a node's API as a program does, by token; with a body it posts. */
export async function ask<T>(code: string, path: string, body?: unknown): Promise<T> {
  const n = node(code);
  const answer = await fetch(`${n.url}/api/v1${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { Authorization: `Bearer ${n.token}`, "Content-Type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path} at ${code}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

interface Found {
  items: { id: string; name: string; type: string }[];
}

/** find gives the newest object of a type and marking, as the node lists it. */
export async function find(code: string, type: string, tlp: string, origin = "CZE"): Promise<{ id: string; name: string }> {
  const found = await ask<Found>(code, `/intel/objects?type=${type}&tlp=${encodeURIComponent(tlp)}&origin=${origin}&limit=1`);
  const first = found.items[0];
  if (!first) throw new Error(`${code} has no ${type} marked ${tlp}`);
  return first;
}

/** indicator makes a bundle with one fresh indicator, marked TLP:GREEN unless told otherwise. */
export function indicator(name: string, marked = true): { id: string; value: string; bundle: unknown } {
  const id = `indicator--${randomUUID()}`;
  const value = `${randomUUID().slice(0, 8)}.example.org`;
  const at = "2026-11-20T08:00:00.000Z";
  const green = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb";
  return {
    id,
    value,
    bundle: {
      type: "bundle",
      id: `bundle--${randomUUID()}`,
      objects: [
        {
          type: "indicator", spec_version: "2.1", id, created: at, modified: at, name, pattern: `[domain-name:value = '${value}']`, pattern_type: "stix", valid_from: at,
          ...(marked ? { object_marking_refs: [green] } : {}),
        },
      ],
    },
  };
}

/** signIn goes to a node's first page as a person does, through the sign-in page. */
export async function signIn(page: Page, code: string, url = node(code).url): Promise<void> {
  const n = node(code);
  await page.goto(url + "/");
  await page.getByLabel("User name").fill(n.user);
  await page.locator("input[name=password]").fill(n.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Watch" })).toBeVisible();
}

/** test fails a journey that leaves anything on the browser's console, throws, or breaks the page's policy. A journey that provokes an error names it in loud. */
export const test = base.extend<{ loud: RegExp; quiet: void }>({
  // A browser logs every answer of 4xx as an error. The console asks who is
  // signed in before anybody is; that answer is the only one let through.
  loud: [/status of 401/, { option: true }],
  quiet: [
    async ({ page, loud }, use) => {
      const said: string[] = [];
      page.on("console", (m) => {
        if (["error", "warning"].includes(m.type()) && !loud.test(m.text())) said.push(`${m.type()}: ${m.text()} (${m.location().url})`);
      });
      page.on("pageerror", (e) => said.push(`thrown: ${e.message}`));
      await use();
      expect(said, "the browser's console").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
