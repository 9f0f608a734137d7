import { expect, type Page } from "@playwright/test";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const binary = resolve(import.meta.dirname, process.env.ENTENTE_BIN ?? "../../bin/entente");

/** Lone is one node of its own, away from the demo's, that nobody has entered yet. */
export interface Lone {
  url: string;
  /** The one-time link of the first administrator. */
  setup: string;
  dir: string;
  stop: () => Promise<void>;
}

/** lone makes and starts a node on a port, with values of its own in node.json. */
export async function lone(port: number, party: string, config: Record<string, unknown> = {}): Promise<Lone> {
  const top = mkdtempSync(join(tmpdir(), "entente-lone-"));
  const dir = join(top, "node");
  const made = spawnSync(binary, ["init", "--json", "--dir", dir, "--party", party, "--name", `Authority of ${party}`, "--listen", `127.0.0.1:${port}`, "--peer-listen", `127.0.0.1:${port + 1000}`, "--private-peers"], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(`init: ${made.stderr}`);
  const { setup_url } = JSON.parse(made.stdout) as { setup_url: string };
  const file = join(dir, "node.json");
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, "utf8")) as object), ...config }));
  const url = `http://127.0.0.1:${port}`;
  const said: string[] = [];
  const child = spawn(binary, ["serve", "--dir", dir], { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.on("data", (b: Buffer) => said.push(b.toString()));
  child.stderr.on("data", (b: Buffer) => said.push(b.toString()));
  const ended = new Promise((done) => child.once("exit", done));
  const deadline = Date.now() + 60_000;
  while (!(await fetch(`${url}/api/v1/health`).then((r) => r.ok, () => false))) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`the node does not answer:\n${said.join("")}`);
    await new Promise((r) => setTimeout(r, 50));
  }
  return {
    url,
    dir,
    setup: setup_url.startsWith("http") ? setup_url : url + setup_url,
    stop: async () => {
      child.kill("SIGINT");
      await ended;
      rmSync(top, { recursive: true, force: true });
    },
  };
}

export const password = "a sentence for the tests of this console";

/** enter signs a person in at a node's page. */
export async function enter(page: Page, url: string, user: string): Promise<void> {
  await page.goto(url + "/");
  await page.getByLabel("User name").fill(user);
  await page.locator("input[name=password]").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Watch" })).toBeVisible();
}

/** aged waits until the proof of a page's own sign-in has grown old by the node's clock; the node must want it fresh. */
export async function aged(page: Page, url: string): Promise<void> {
  const guarded = async () => {
    const answer = await page.request.post(`${url}/api/v1/tokens`, { headers: { Origin: url }, data: { label: "probe", kind: "read-only", expires_days: 1 } });
    const said = await answer.text();
    return answer.ok() ? "fresh" : said.includes("step-up") ? "old" : said;
  };
  await expect.poll(guarded, { timeout: 90_000, intervals: [5000] }).toBe("old");
}

/** through gives an invitation with another way to the node that made it; what it says of the way is not sealed. */
export function through(invitation: string, address: string): string {
  const [head = "", body = ""] = invitation.split(":");
  const said = JSON.parse(Buffer.from(body, "base64url").toString()) as object;
  return `${head}:${Buffer.from(JSON.stringify({ ...said, address })).toString("base64url")}`;
}

/** Client calls a node's API with a session, as the console does. */
export class Client {
  private cookie = "";
  /** The exercise in whose realm it calls; none is the live realm. */
  realm = "";
  constructor(readonly url: string) {}

  async call<T>(method: string, path: string, body?: unknown, type = "application/json"): Promise<T> {
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { ...(this.cookie && { Cookie: this.cookie }), ...(this.realm && { "Entente-Realm": this.realm }), Origin: this.url, "Content-Type": type },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const set = answer.headers.get("set-cookie");
    if (set) this.cookie = set.split(";")[0] ?? "";
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  /** document gets what is no JSON, whole. */
  async document(path: string): Promise<number> {
    const answer = await fetch(`${this.url}/api/v1${path}`, { headers: { Cookie: this.cookie } });
    const bytes = (await answer.arrayBuffer()).byteLength;
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status}`);
    return bytes;
  }

  /** first becomes the first administrator by the one-time link. */
  async first(setup: string, user = "admin"): Promise<void> {
    await this.call("POST", "/setup/" + setup.slice(setup.lastIndexOf("/") + 1), { user, display: user, password });
  }

  /** person makes an account with roles; the first administrator must be signed in. */
  async person(name: string, ...roles: string[]): Promise<void> {
    await this.call("POST", "/users", { name, display: name, roles, password });
  }

  async enter(user: string): Promise<void> {
    await this.call("POST", "/session", { user, password });
  }
}
