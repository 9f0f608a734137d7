import { api, take } from "../base/api";

interface Native {
  parseCreationOptionsFromJSON: (o: unknown) => PublicKeyCredentialCreationOptions;
  parseRequestOptionsFromJSON: (o: unknown) => PublicKeyCredentialRequestOptions;
}

/** canPasskey tells whether this browser can use passkeys at this address. A passkey belongs to a name: on an IP address there are none. */
export function canPasskey(): boolean {
  const native = (globalThis as { PublicKeyCredential?: Partial<Native> }).PublicKeyCredential;
  return Boolean(native?.parseRequestOptionsFromJSON) && globalThis.isSecureContext && !isNumber(window.location.hostname);
}

/** isNumber tells an IP address from a name. */
export function isNumber(host: string): boolean {
  return /^[\d.]+$/.test(host) || host.startsWith("[");
}

function native(): Native {
  return (globalThis as unknown as { PublicKeyCredential: Native }).PublicKeyCredential;
}

/** answerPasskey begins the proof by passkey and gives what finishes it. */
export async function answerPasskey(): Promise<{ ticket: string; answer: unknown }> {
  const begun = await take(api.POST("/session/passkey/begin"));
  const found = await navigator.credentials.get({ publicKey: native().parseRequestOptionsFromJSON(begun.options) });
  return { ticket: begun.ticket, answer: (found as PublicKeyCredential & { toJSON: () => unknown }).toJSON() };
}

/** makePasskey makes a passkey for whoever is signed in. */
export async function makePasskey(label: string): Promise<void> {
  const begun = await take(api.POST("/methods/passkeys/begin"));
  const made = await navigator.credentials.create({ publicKey: native().parseCreationOptionsFromJSON(begun.options) });
  await take(api.POST("/methods/passkeys", { body: { ticket: begun.ticket, label, answer: (made as PublicKeyCredential & { toJSON: () => unknown }).toJSON() } }));
}
