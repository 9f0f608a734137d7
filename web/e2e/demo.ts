import { expect, test as base, type Page } from "@playwright/test";
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

/** ask calls a node's API as a program does, by token. */
export async function ask<T>(code: string, path: string): Promise<T> {
  const n = node(code);
  const answer = await fetch(`${n.url}/api/v1${path}`, { headers: { Authorization: `Bearer ${n.token}` } });
  if (!answer.ok) throw new Error(`${path} at ${code}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** signIn goes to a node's first page as a person does, through the sign-in page. */
export async function signIn(page: Page, code: string): Promise<void> {
  const n = node(code);
  await page.goto(n.url + "/");
  await page.getByLabel("User name").fill(n.user);
  await page.locator("input[name=password]").fill(n.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Feed" })).toBeVisible();
}

// A browser logs every answer of 4xx as an error. The console asks who is
// signed in before anybody is, and that answer is the only one let through.
const expected = /status of 401/;

/** test fails a journey that leaves anything on the browser's console, throws, or breaks the page's policy. */
export const test = base.extend<{ quiet: void }>({
  quiet: [
    async ({ page }, use) => {
      const loud: string[] = [];
      page.on("console", (m) => {
        if (["error", "warning"].includes(m.type()) && !expected.test(m.text())) loud.push(`${m.type()}: ${m.text()} (${m.location().url})`);
      });
      page.on("pageerror", (e) => loud.push(`thrown: ${e.message}`));
      await use();
      expect(loud, "the browser's console").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
