import { chosen, header } from "./realm";

// Some acts ask for a proof that the person is still there. Whoever calls the
// API need not know: the call waits while the person is asked, and is made
// again once. Proving shows the dialog; without it the refusal stands.

type Ask = () => Promise<boolean>;

let asker: Ask | null = null;

/** onProof names what asks the person; it answers whether the proof was given. */
export function onProof(ask: Ask | null): void {
  asker = ask;
}

async function needsProof(answer: Response): Promise<boolean> {
  if (answer.status !== 403) return false;
  const body = (await answer.clone().json().catch(() => null)) as { type?: unknown } | null;
  return body?.type === "/problems/step-up";
}

/** fetchProved is fetch, with the person asked for a proof where the node wants one. */
export async function fetchProved(request: Request): Promise<Response> {
  const realm = chosen();
  if (realm !== "live") request.headers.set(header, realm);
  const again = request.clone();
  const answer = await fetch(request);
  if (!(await needsProof(answer)) || !asker || !(await asker())) return answer;
  return fetch(again);
}
