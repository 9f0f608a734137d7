import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { ProblemError } from "../base/problem";
import { enter, type Session } from "../base/session";
import { Failure } from "../base/states";
import { w } from "../words";
import css from "./gate.module.css";
import { Gate } from "./Gate";
import { inside } from "./next";
import { answerPasskey, canPasskey } from "./passkey";
import { depart, waysQuery } from "./provider";

/** SignIn takes a name and a password, and leads on to the page that was asked for. */
export function SignIn() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { next } = useSearch({ from: "/sign-in" });
  const [user, setUser] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [second, setSecond] = useState(false);
  const entered = async (session: Session) => {
    enter(client, session);
    await navigate({ href: inside(next) });
  };
  const passkey = useMutation({
    meta: { entry: true },
    mutationFn: async () => take(api.POST("/session/passkey", { body: await answerPasskey() })),
    onSuccess: entered,
  });
  const entry = useMutation({
    meta: { entry: true }, // a 401 here is a wrong password, and ends nothing
    mutationFn: () => take(api.POST("/session", { body: { user, password, ...(code && { code }) } })),
    onSuccess: entered,
    onError: (thrown) => {
      setCode("");
      if (thrown instanceof ProblemError && thrown.kind === "second-factor") return setSecond(true);
      setSecond(false);
      setPassword("");
    },
  });
  const ways = useQuery(waysQuery);
  // The provider sends the browser back to one address alone; from another the ticket would be missing there.
  const provider = ways.data?.origin === window.location.origin ? ways.data.provider : undefined;
  const leave = useMutation({ meta: { entry: true }, mutationFn: () => depart("enter", inside(next)) });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    entry.mutate();
  };
  return (
    <Gate title={w.account.signIn} lead={w.account.signInLead}>
      <form className={css.form} onSubmit={submit}>
        {canPasskey() && (
          <Button size="sm" loading={passkey.isPending} onClick={() => passkey.mutate()}>
            {w.account.passkey.use}
          </Button>
        )}
        {passkey.error && <Failure of={passkey.error} />}
        {provider && (
          <Button size="sm" variant="default" loading={leave.isPending || leave.isSuccess} onClick={() => leave.mutate()}>
            {w.account.provider.use(provider)}
          </Button>
        )}
        {leave.error && <Failure of={leave.error} />}
        {(canPasskey() || provider) && <p className={css.or}>{w.account.or}</p>}
        {entry.error && !second && <Failure of={entry.error} />}
        <TextInput size="sm" label={w.account.user} name="user" autoComplete="username" autoCapitalize="none" spellCheck={false} required autoFocus value={user} onChange={(e) => setUser(e.currentTarget.value)} />
        <PasswordInput visibilityToggleButtonProps={{ "aria-label": w.account.show, tabIndex: 0 }} label={w.account.password} name="password" autoComplete="current-password" required value={password} onChange={(e) => setPassword(e.currentTarget.value)} />
        {second && <TextInput size="sm" label={w.account.totp.code} description={w.account.totp.need} autoComplete="one-time-code" inputMode="numeric" autoFocus required value={code} onChange={(e) => setCode(e.currentTarget.value)} />}
        <Button type="submit" size="sm" variant={canPasskey() ? "default" : "filled"} loading={entry.isPending} aria-label={entry.isPending ? w.account.signingIn : undefined}>
          {w.account.signIn}
        </Button>
      </form>
    </Gate>
  );
}
