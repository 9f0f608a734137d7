import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { out } from "./demo";

const port = process.env.ENTENTE_E2E_PORT ?? "18440"; // the first of three, away from those of a demo that a person runs
const patience = 120_000; // ms until the demo has done its whole job

/** The one demo of a run: a hub and two nations with a signed agreement and releases, in a fresh folder. ENTENTE_DEMO names a running one instead. */
export default async function setup(): Promise<() => Promise<void>> {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  if (process.env.ENTENTE_DEMO) return async () => undefined;
  const binary = resolve(import.meta.dirname, process.env.ENTENTE_BIN ?? "../../bin/entente");
  if (!existsSync(binary)) throw new Error(`${binary} is missing; run make build first`);
  const top = mkdtempSync(join(tmpdir(), "entente-e2e-"));
  const dir = join(top, "demo");
  const demo = spawn(binary, ["demo", "--dir", dir, "--port", port], { stdio: ["ignore", "pipe", "pipe"] });
  const said: string[] = [];
  try {
    await settled(demo, said);
  } catch (thrown) {
    demo.kill("SIGKILL");
    rmSync(top, { recursive: true, force: true });
    throw thrown;
  }
  process.env.ENTENTE_DEMO = dir;
  return async () => {
    const ended = new Promise((done) => demo.once("exit", done));
    demo.kill("SIGINT");
    await ended;
    rmSync(top, { recursive: true, force: true });
  };
}

/** settled waits for the demo's last line, after which everything is delivered and receipted. */
function settled(demo: ChildProcess, said: string[]): Promise<void> {
  return new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error("the demo did not settle:\n" + said.join(""))), patience);
    const hear = (chunk: Buffer) => {
      said.push(chunk.toString());
      if (said.join("").includes("Credentials are in")) {
        clearTimeout(late);
        done();
      }
    };
    demo.stdout?.on("data", hear);
    demo.stderr?.on("data", hear);
    demo.once("error", fail);
    demo.once("exit", (code) => fail(new Error(`the demo ended with ${code}:\n` + said.join(""))));
  });
}
