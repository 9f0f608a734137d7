import { Button, Modal, MultiSelect, NumberInput, Radio, Select, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { Failure, Ready } from "../base/states";
import { full, parse } from "../base/time";
import { w } from "../words";
import css from "./admin.module.css";
import { rolesQuery, usersQuery, type Role, type Token, type User } from "./queries";
import { Secret } from "./Secret";
import { ceilings } from "./standing";

/** CreateToken makes a token for a user, a machine above all, and shows its secret once. */
export function CreateToken() {
  const [opened, setOpened] = useState(false);
  const [made, setMade] = useState<Token | null>(null);
  const users = useQuery({ ...usersQuery, enabled: opened });
  const roles = useQuery({ ...rolesQuery, enabled: opened });
  const ends = parse(made?.expires);
  return (
    <>
      <Button onClick={() => setOpened(true)}>{w.admin.token}</Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={w.admin.tokenTitle} size="lg" closeButtonProps={{ "aria-label": w.state.close }}>
        <Ready of={users}>
          {(u) => (
            <Ready of={roles}>
              {(r) => (
                <Form
                  users={u.items.filter((x) => !x.disabled)}
                  known={r.items}
                  close={() => setOpened(false)}
                  made={(t) => {
                    setOpened(false);
                    setMade(t);
                  }}
                />
              )}
            </Ready>
          )}
        </Ready>
      </Modal>
      {made?.token && <Secret title={w.admin.tokenMade} text={w.admin.tokenOnce} label={w.admin.tokenField} value={made.token} until={ends ? w.admin.linkUntil(full(ends)) : undefined} close={() => setMade(null)} />}
    </>
  );
}

function Form({ users, known, close, made }: { users: User[]; known: Role[]; close: () => void; made: (t: Token) => void }) {
  const client = useQueryClient();
  const machine = (u: User) => known.some((r) => r.machine && u.roles.includes(r.role));
  const sorted = [...users].sort((a, b) => Number(machine(b)) - Number(machine(a)) || a.name.localeCompare(b.name));
  const [user, setUser] = useState<string>(sorted.find(machine)?.name ?? "");
  const [label, setLabel] = useState("");
  const [kind, setKind] = useState<Token["kind"]>("read-only");
  const [ceiling, setCeiling] = useState("");
  const [acts, setActs] = useState<string[]>([]);
  const [days, setDays] = useState<number | string>(90);
  const [tried, setTried] = useState(false);
  const owner = users.find((u) => u.name === user);
  const owned = [...new Set(known.filter((r) => owner?.roles.includes(r.role)).flatMap((r) => r.acts))].sort();
  const noLabel = label.trim() === "";
  const badDays = typeof days !== "number" || days < 1 || days > 400;
  const create = useMutation({
    mutationFn: () =>
      take(
        api.POST("/tokens", {
          body: { user, label: label.trim(), kind, expires_days: Number(days), ...(acts.length > 0 && { acts: acts.filter((a) => (owned as string[]).includes(a)) }), ...(ceiling && { ceiling }) },
        }),
      ),
    onSuccess: (t) => {
      void client.invalidateQueries({ queryKey: ["account"] });
      made(t);
    },
  });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (!noLabel && !badDays && user !== "") create.mutate();
  };
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <Select label={w.admin.owner} searchable data={sorted.map((u) => ({ value: u.name, label: `${u.name} · ${u.roles.join(", ")}` }))} value={user || null} onChange={(v) => setUser(v ?? "")} error={tried && user === "" ? w.admin.ownerNeed : undefined} />
      <TextInput label={w.admin.label} value={label} maxLength={100} onChange={(e) => setLabel(e.currentTarget.value)} error={tried && noLabel ? w.admin.labelNeed : undefined} />
      <Radio.Group label={w.admin.kind} description={w.admin.kindHint} value={kind} onChange={(v) => setKind(v as Token["kind"])}>
        <div className={css.tools}>
          <Radio size="xs" value="read-only" label={w.admin.kinds["read-only"]} />
          <Radio size="xs" value="full" label={w.admin.kinds["full"]} />
        </div>
      </Radio.Group>
      <Select label={w.admin.ceiling} data={[{ value: "", label: w.admin.ceilingOwner }, ...ceilings.map((c) => ({ value: c, label: "TLP:" + c.toUpperCase() }))]} value={ceiling} onChange={(v) => setCeiling(v ?? "")} />
      <MultiSelect size="xs" label={w.admin.acts} description={w.admin.actsHint} data={owned} value={acts} onChange={setActs} searchable comboboxProps={{ transitionProps: { duration: 0 } }} />
      <NumberInput size="xs" label={w.admin.days} min={1} max={400} allowDecimal={false} value={days} onChange={setDays} error={tried && badDays ? w.admin.daysNeed : undefined} />
      {create.error && <Failure of={create.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={close}>
          {w.state.cancel}
        </Button>
        <Button type="submit" loading={create.isPending}>
          {w.admin.tokenDo}
        </Button>
      </div>
    </form>
  );
}
