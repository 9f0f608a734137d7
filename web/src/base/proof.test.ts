import { afterEach, expect, test, vi } from "vitest";
import { fetchProved, onProof } from "./proof";

const stepUp = () => new Response(JSON.stringify({ type: "/problems/step-up" }), { status: 403 });
const done = () => new Response("{}", { status: 200 });
const call = () => new Request("http://node.example/api/v1/releases", { method: "POST", body: '{"to":["HUB"]}' });

afterEach(() => {
  onProof(null);
  vi.unstubAllGlobals();
});

test("a call that needs a proof waits for the person and is then made again, with the same body", async () => {
  const bodies: string[] = [];
  const answers = [stepUp(), done()];
  vi.stubGlobal("fetch", async (r: Request) => {
    bodies.push(await r.text());
    return answers.shift();
  });
  onProof(async () => true);
  expect((await fetchProved(call())).status).toBe(200);
  expect(bodies).toEqual(['{"to":["HUB"]}', '{"to":["HUB"]}']);
});

test("whoever gives no proof sees the refusal, and nothing is asked twice", async () => {
  let calls = 0;
  vi.stubGlobal("fetch", async () => {
    calls++;
    return stepUp();
  });
  onProof(async () => false);
  expect((await fetchProved(call())).status).toBe(403);
  expect(calls).toBe(1);
  onProof(async () => true);
  expect((await fetchProved(call())).status).toBe(403);
  expect(calls).toBe(3);
});

test("another refusal is not asked about", async () => {
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ type: "/problems/denied" }), { status: 403 }));
  onProof(() => Promise.reject(new Error("asked")));
  expect((await fetchProved(call())).status).toBe(403);
});
