import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { enter } from "../base/session";
import { Failure } from "../base/states";
import { w } from "../words";
import css from "./gate.module.css";
import { Gate } from "./Gate";
import { inside } from "./next";

/** SignIn takes a name and a password, and leads on to the page that was asked for. */
export function SignIn() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { next } = useSearch({ from: "/sign-in" });
  const [user, setUser] = useState("");
  const [password, setPassword] = useState("");
  const entry = useMutation({
    meta: { entry: true }, // a 401 here is a wrong password, and ends nothing
    mutationFn: () => take(api.POST("/session", { body: { user, password } })),
    onSuccess: async (session) => {
      enter(client, session);
      await navigate({ href: inside(next) });
    },
    onError: () => setPassword(""),
  });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    entry.mutate();
  };
  return (
    <Gate title={w.account.signIn} lead={w.account.signInLead}>
      <form className={css.form} onSubmit={submit}>
        {entry.error && <Failure of={entry.error} />}
        <TextInput size="sm" label={w.account.user} name="user" autoComplete="username" autoCapitalize="none" spellCheck={false} required autoFocus value={user} onChange={(e) => setUser(e.currentTarget.value)} />
        <PasswordInput visibilityToggleButtonProps={{ "aria-label": w.account.show, tabIndex: 0 }} label={w.account.password} name="password" autoComplete="current-password" required value={password} onChange={(e) => setPassword(e.currentTarget.value)} />
        <Button type="submit" size="sm" loading={entry.isPending} aria-label={entry.isPending ? w.account.signingIn : undefined}>
          {w.account.signIn}
        </Button>
      </form>
    </Gate>
  );
}
