import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { api, take, type Answer } from "../base/api";
import { ProblemError } from "../base/problem";
import { enter } from "../base/session";
import { Failure, Loading } from "../base/states";
import { w } from "../words";
import css from "./gate.module.css";
import { Gate } from "./Gate";

type LinkState = Answer<"/setup/{token}", "get">;

/** Setup is where a one-time link leads: the first administrator names an account, everybody else sets a password. */
export function Setup() {
  const { token } = useParams({ from: "/setup/$token" });
  const link = useQuery({
    queryKey: ["setup", token],
    queryFn: ({ signal }) => take(api.GET("/setup/{token}", { params: { path: { token } }, signal })),
    staleTime: Infinity,
    retry: false,
  });
  if (link.isPending) {
    return (
      <Gate title={w.account.setupTitle} lead="">
        <Loading />
      </Gate>
    );
  }
  const gone = link.error instanceof ProblemError && link.error.problem.status < 500 && link.error.problem.status > 0;
  if (gone || (link.data && !link.data.valid)) {
    return (
      <Gate title={w.account.setupGone} lead={w.account.setupGoneText}>
        <Link to="/sign-in">{w.account.toSignIn}</Link>
      </Gate>
    );
  }
  if (!link.data) {
    return (
      <Gate title={w.account.setupTitle} lead="">
        <Failure of={link.error} retry={() => void link.refetch()} />
      </Gate>
    );
  }
  return <SetupForm token={token} link={link.data} />;
}

function SetupForm({ token, link }: { token: string; link: LinkState }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const first = link.purpose === "first-admin";
  const [user, setUser] = useState("");
  const [display, setDisplay] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [tried, setTried] = useState(false);
  const setup = useMutation({
    mutationFn: () => take(api.POST("/setup/{token}", { params: { path: { token } }, body: first ? { user, display: display || user, password } : { password } })),
    onSuccess: async (session) => {
      enter(client, session);
      await navigate({ to: first ? "/start" : "/" });
    },
  });
  const noUser = first && user.trim() === "";
  const short = [...password].length < 12;
  const differ = password !== again;
  const submit = (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (!noUser && !short && !differ) setup.mutate();
  };
  return (
    <Gate title={first ? w.account.setupTitle : w.account.resetTitle} lead={first ? w.account.setupLead : w.account.resetLead}>
      <form className={css.form} onSubmit={submit} noValidate>
        {setup.error && <Failure of={setup.error} />}
        {first ? (
          <>
            <TextInput size="sm" label={w.account.user} autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus value={user} onChange={(e) => setUser(e.currentTarget.value)} error={tried && noUser ? w.account.needUser : undefined} />
            <TextInput size="sm" label={w.account.display} autoComplete="name" value={display} onChange={(e) => setDisplay(e.currentTarget.value)} />
          </>
        ) : (
          <TextInput size="sm" label={w.account.user} autoComplete="username" value={link.name ?? ""} readOnly />
        )}
        <PasswordInput visibilityToggleButtonProps={{ "aria-label": w.account.show, tabIndex: 0 }} label={w.account.password} description={w.account.passwordRule} autoComplete="new-password" value={password} onChange={(e) => setPassword(e.currentTarget.value)} error={tried && short ? w.account.tooShort : undefined} />
        <PasswordInput visibilityToggleButtonProps={{ "aria-label": w.account.show, tabIndex: 0 }} label={w.account.again} autoComplete="new-password" value={again} onChange={(e) => setAgain(e.currentTarget.value)} error={tried && differ ? w.account.differ : undefined} />
        <Button type="submit" size="sm" loading={setup.isPending}>
          {first ? w.account.setupDo : w.account.resetDo}
        </Button>
      </form>
    </Gate>
  );
}
