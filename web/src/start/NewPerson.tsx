import { Button, Checkbox, CopyButton, Modal, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { Failure } from "../base/states";
import { lookup, w } from "../words";
import css from "./start.module.css";

const roles = ["analyst", "release", "duty", "legal", "director", "auditor", "admin"] as const;

/** NewPerson makes an account for a person, who enters by a one-time link. */
export function NewPerson() {
  const client = useQueryClient();
  const [opened, setOpened] = useState(false);
  const [name, setName] = useState("");
  const [display, setDisplay] = useState("");
  const [chosen, setChosen] = useState<string[]>([]);
  const [tried, setTried] = useState(false);
  const make = useMutation({
    mutationFn: () => take(api.POST("/users", { body: { name: name.trim(), display: display.trim() || name.trim(), roles: roles.filter((r) => chosen.includes(r)), invite: true } })),
    onSuccess: () => void client.invalidateQueries({ queryKey: ["account"] }),
  });
  const close = () => {
    setOpened(false);
    setName("");
    setDisplay("");
    setChosen([]);
    setTried(false);
    make.reset();
  };
  const submit = (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (name.trim() !== "" && chosen.length > 0) make.mutate();
  };
  const link = make.data?.setup_url ? window.location.origin + make.data.setup_url : "";
  return (
    <>
      <Button onClick={() => setOpened(true)}>{w.start.people.add}</Button>
      <Modal opened={opened} onClose={close} title={w.person.title} closeButtonProps={{ "aria-label": w.state.close }}>
        {make.data ? (
          <div className={css.form}>
            <h3>{w.person.made(make.data.name)}</h3>
            <pre className={css.secret} tabIndex={0} aria-label={w.person.made(make.data.name)}>
              {link}
            </pre>
            <p>{w.person.madeText}</p>
            <div className={css.buttons}>
              <CopyButton value={link}>
                {({ copied, copy }) => (
                  <Button variant="default" onClick={copy}>
                    {copied ? w.state.copied : w.state.copy}
                  </Button>
                )}
              </CopyButton>
              <Button onClick={close}>{w.state.close}</Button>
            </div>
          </div>
        ) : (
          <form className={css.form} onSubmit={submit} noValidate>
            <p>{w.person.lead}</p>
            <TextInput label={w.person.name} description={w.person.nameHint} autoComplete="off" autoCapitalize="none" spellCheck={false} data-autofocus value={name} onChange={(e) => setName(e.currentTarget.value)} error={tried && name.trim() === "" ? w.account.needUser : undefined} />
            <TextInput label={w.person.display} autoComplete="off" value={display} onChange={(e) => setDisplay(e.currentTarget.value)} />
            <Checkbox.Group label={w.person.roles} value={chosen} onChange={setChosen} error={tried && chosen.length === 0 ? w.person.rolesNeed : undefined}>
              <div className={css.roles}>
                {roles.map((r) => (
                  <Checkbox key={r} size="xs" value={r} label={lookup(w.person.role, r)} description={lookup(w.person.roleText, r)} />
                ))}
              </div>
            </Checkbox.Group>
            {make.error && <Failure of={make.error} />}
            <div className={css.buttons}>
              <Button variant="default" onClick={close}>
                {w.state.cancel}
              </Button>
              <Button type="submit" loading={make.isPending}>
                {w.person.do}
              </Button>
            </div>
          </form>
        )}
      </Modal>
    </>
  );
}
