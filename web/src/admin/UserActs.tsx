import { Button, Modal } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { useSession } from "../base/session";
import { Failure, Ready } from "../base/states";
import { full, parse } from "../base/time";
import { w } from "../words";
import css from "./admin.module.css";
import { rolesQuery, type Role, type User } from "./queries";
import { linkAddress, Secret } from "./Secret";
import { UserFields, type Rights } from "./UserFields";

/** UserActs are what an administrator can do to a user. Own rights are nobody's to change. */
export function UserActs({ of, machine }: { of: User; machine: boolean }) {
  const own = useSession().user.id === of.id;
  return (
    <div className={css.acts}>
      <Change of={of} own={own} />
      {!machine && !of.disabled && <Reset of={of} />}
      {!own && <Able of={of} />}
    </div>
  );
}

function useRenew() {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ queryKey: ["account"] });
}

function Able({ of }: { of: User }) {
  const renew = useRenew();
  const act = useMutation({
    mutationFn: (disabled: boolean) => take(api.PATCH("/users/{id}", { params: { path: { id: of.id } }, body: { disabled } })),
    onSuccess: renew,
  });
  return of.disabled ? (
    <Confirm open={w.admin.enable} title={w.admin.enableTitle(of.name)} text={w.admin.enableText} go={w.admin.enableDo} act={act} args={false} />
  ) : (
    <Confirm open={w.admin.disable} title={w.admin.disableTitle(of.name)} text={w.admin.disableText} go={w.admin.disableDo} grave act={act} args={true} />
  );
}

function Reset({ of }: { of: User }) {
  const [link, setLink] = useState<{ path: string; expires: string } | null>(null);
  const act = useMutation({
    mutationFn: (_: undefined) => take(api.POST("/users/{id}/reset", { params: { path: { id: of.id } }, body: {} })),
    onSuccess: (l) => setLink({ path: l.setup_url, expires: l.expires }),
  });
  const ends = parse(link?.expires);
  return (
    <>
      <Confirm open={w.admin.reset} title={w.admin.resetTitle(of.name)} text={w.admin.resetText} go={w.admin.resetDo} act={act} args={undefined} />
      {link && <Secret title={w.admin.linkTitle(of.name)} text={w.admin.linkText} label={w.admin.linkField} value={linkAddress(link.path)} until={ends ? w.admin.linkUntil(full(ends)) : undefined} close={() => setLink(null)} />}
    </>
  );
}

function Change({ of, own }: { of: User; own: boolean }) {
  const [opened, setOpened] = useState(false);
  const roles = useQuery({ ...rolesQuery, enabled: opened });
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)} aria-label={w.admin.changeOf(of.name)}>
        {w.admin.change}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={w.admin.changeTitle(of.name)} size="lg" closeButtonProps={{ "aria-label": w.state.close }}>
        <Ready of={roles}>{(data) => <Form of={of} own={own} known={data.items} close={() => setOpened(false)} />}</Ready>
      </Modal>
    </>
  );
}

function Form({ of, own, known, close }: { of: User; own: boolean; known: Role[]; close: () => void }) {
  const renew = useRenew();
  const [rights, setRights] = useState<Rights>({ display: of.display, roles: of.roles, ceiling: of.ceiling ?? "" });
  const [tried, setTried] = useState(false);
  const same = rights.roles.length === of.roles.length && rights.roles.every((r) => of.roles.includes(r));
  const save = useMutation({
    mutationFn: () =>
      take(
        api.PATCH("/users/{id}", {
          params: { path: { id: of.id } },
          body: {
            ...(rights.display !== of.display && { display: rights.display }),
            ...(!same && { roles: rights.roles }),
            ...(rights.ceiling !== (of.ceiling ?? "") && { ceiling: rights.ceiling }),
          },
        }),
      ),
    onSuccess: () => {
      renew();
      close();
    },
  });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (rights.roles.length > 0) save.mutate();
  };
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <p>{own ? w.admin.youNote : w.admin.changeText}</p>
      <UserFields of={rights} set={setRights} known={known} tried={tried} fixed={own} />
      {save.error && <Failure of={save.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={close}>
          {w.state.cancel}
        </Button>
        <Button type="submit" loading={save.isPending}>
          {w.admin.changeDo}
        </Button>
      </div>
    </form>
  );
}
