import { Button, Modal, PasswordInput, Radio, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { Failure, Ready } from "../base/states";
import { w } from "../words";
import css from "./admin.module.css";
import { rolesQuery, type Role } from "./queries";
import { linkAddress, Secret } from "./Secret";
import { UserFields, type Rights } from "./UserFields";

/** CreateUser adds a user and shows the one-time link by which that person comes in. */
export function CreateUser() {
  const [opened, setOpened] = useState(false);
  const [link, setLink] = useState<{ name: string; path: string } | null>(null);
  const roles = useQuery({ ...rolesQuery, enabled: opened });
  return (
    <>
      <Button onClick={() => setOpened(true)}>{w.admin.create}</Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={w.admin.createTitle} size="lg" closeButtonProps={{ "aria-label": w.state.close }}>
        <Ready of={roles}>
          {(data) => (
            <Form
              known={data.items}
              close={() => setOpened(false)}
              made={(name, path) => {
                setOpened(false);
                if (path) setLink({ name, path });
              }}
            />
          )}
        </Ready>
      </Modal>
      {link && <Secret title={w.admin.linkTitle(link.name)} text={w.admin.linkText} label={w.admin.linkField} value={linkAddress(link.path)} close={() => setLink(null)} />}
    </>
  );
}

function Form({ known, close, made }: { known: Role[]; close: () => void; made: (name: string, path: string | undefined) => void }) {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [rights, setRights] = useState<Rights>({ display: "", roles: [], ceiling: "" });
  const [way, setWay] = useState("link");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const machine = known.some((r) => r.machine && rights.roles.includes(r.role));
  const noName = name.trim() === "";
  const short = !machine && way === "password" && [...password].length < 12;
  const create = useMutation({
    mutationFn: () =>
      take(
        api.POST("/users", {
          body: {
            name: name.trim(),
            roles: rights.roles,
            ...(rights.display.trim() && { display: rights.display.trim() }),
            ...(rights.ceiling && { ceiling: rights.ceiling }),
            ...(!machine && (way === "link" ? { invite: true } : { password })),
          },
        }),
      ),
    onSuccess: (u) => {
      void client.invalidateQueries({ queryKey: ["account"] });
      made(u.name, u.setup_url);
    },
  });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (!noName && !short && rights.roles.length > 0) create.mutate();
  };
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <TextInput label={w.admin.name} description={w.admin.nameHint} value={name} maxLength={63} autoComplete="off" autoCapitalize="none" spellCheck={false} data-autofocus onChange={(e) => setName(e.currentTarget.value)} error={tried && noName ? w.admin.nameNeed : undefined} />
      <UserFields of={rights} set={setRights} known={known} tried={tried} />
      {machine ? (
        <p className={css.soft}>{w.admin.wayMachine}</p>
      ) : (
        <Radio.Group label={w.admin.way} value={way} onChange={setWay}>
          <div className={css.form}>
            <Radio size="xs" value="link" label={w.admin.wayLink} />
            <Radio size="xs" value="password" label={w.admin.wayPassword} />
          </div>
        </Radio.Group>
      )}
      {!machine && way === "password" && (
        <PasswordInput label={w.admin.password} description={w.account.passwordRule} autoComplete="new-password" visibilityToggleButtonProps={{ "aria-label": w.account.show, tabIndex: 0 }} value={password} onChange={(e) => setPassword(e.currentTarget.value)} error={tried && short ? w.admin.passwordNeed : undefined} />
      )}
      {create.error && <Failure of={create.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={close}>
          {w.state.cancel}
        </Button>
        <Button type="submit" loading={create.isPending}>
          {w.admin.createDo}
        </Button>
      </div>
    </form>
  );
}
