import { Button, Modal, PasswordInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { ProblemError } from "../base/problem";
import { onProof } from "../base/proof";
import { Failure } from "../base/states";
import { w } from "../words";
import css from "./account.module.css";
import { answerPasskey, canPasskey } from "./passkey";

/** Proof asks the person to confirm that it is they, whenever a call needs it. */
export function Proof() {
  const [opened, setOpened] = useState(false);
  const settle = useRef<((ok: boolean) => void) | null>(null);
  useEffect(() => {
    onProof(
      () =>
        new Promise<boolean>((done) => {
          settle.current?.(false); // one question at a time
          settle.current = done;
          setOpened(true);
        }),
    );
    return () => onProof(null);
  }, []);
  const end = (ok: boolean) => {
    setOpened(false);
    settle.current?.(ok);
    settle.current = null;
  };
  if (!opened) return null;
  return (
    <Modal opened onClose={() => end(false)} title={w.account.proof.title} closeButtonProps={{ "aria-label": w.state.close }} zIndex={400}>
      <ProofForm end={end} />
    </Modal>
  );
}

function ProofForm({ end }: { end: (ok: boolean) => void }) {
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [second, setSecond] = useState(false);
  const meta = { entry: true }; // a wrong password here ends nothing
  const byPasskey = useMutation({
    meta,
    mutationFn: async () => take(api.POST("/session/proof", { body: await answerPasskey() })),
    onSuccess: () => end(true),
  });
  const byPassword = useMutation({
    meta,
    mutationFn: () => take(api.POST("/session/proof", { body: { password, ...(code && { code }) } })),
    onSuccess: () => end(true),
    onError: (thrown) => {
      if (thrown instanceof ProblemError && thrown.kind === "second-factor") setSecond(true);
    },
  });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    byPassword.mutate();
  };
  const error = byPasskey.error ?? (byPassword.error instanceof ProblemError && byPassword.error.kind === "second-factor" ? null : byPassword.error);
  return (
    <form className={css.form} onSubmit={submit}>
      <p>{w.account.proof.text}</p>
      {error && <Failure of={error} />}
      {canPasskey() && (
        <Button variant="default" loading={byPasskey.isPending} onClick={() => byPasskey.mutate()}>
          {w.account.passkey.use}
        </Button>
      )}
      <PasswordInput visibilityToggleButtonProps={{ "aria-label": w.account.show, tabIndex: 0 }} label={w.account.password} autoComplete="current-password" data-autofocus value={password} onChange={(e) => setPassword(e.currentTarget.value)} />
      {second && <TextInput label={w.account.totp.code} autoComplete="one-time-code" inputMode="numeric" value={code} onChange={(e) => setCode(e.currentTarget.value)} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={() => end(false)}>
          {w.state.cancel}
        </Button>
        <Button type="submit" loading={byPassword.isPending}>
          {w.account.proof.do}
        </Button>
      </div>
    </form>
  );
}
