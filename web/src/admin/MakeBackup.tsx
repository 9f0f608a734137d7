import { Button, Modal, PasswordInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { State } from "../base/page";
import { Failure } from "../base/states";
import { w } from "../words";
import css from "./admin.module.css";

/** MakeBackup asks for the passphrase twice, since a mistyped one could not be found out later, and makes a backup. */
export function MakeBackup() {
  const client = useQueryClient();
  const [opened, setOpened] = useState(false);
  const [passphrase, setPassphrase] = useState("");
  const [again, setAgain] = useState("");
  const [tried, setTried] = useState(false);
  const short = [...passphrase].length < 12;
  const differ = passphrase !== again;
  const make = useMutation({
    mutationFn: () => take(api.POST("/node/backups", { body: { passphrase } })),
    onSuccess: () => {
      setPassphrase("");
      setAgain("");
      setTried(false);
      void client.invalidateQueries({ queryKey: ["node"] });
    },
  });
  const close = () => {
    setOpened(false);
    setPassphrase("");
    setAgain("");
    setTried(false);
    make.reset();
  };
  const submit = (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (!short && !differ) make.mutate();
  };
  return (
    <>
      <Button onClick={() => setOpened(true)}>{w.admin.backup}</Button>
      <Modal opened={opened} onClose={close} title={w.admin.backupTitle} closeButtonProps={{ "aria-label": w.state.close }}>
        {make.data ? (
          <div className={css.form}>
            <State tone="good">{w.admin.backupMade}</State>
            <p className="mono">{make.data.name}</p>
            <div className={css.buttons}>
              <Button onClick={close}>{w.admin.done}</Button>
            </div>
          </div>
        ) : (
          <form className={css.form} onSubmit={submit} noValidate>
            <p>{w.admin.backupText}</p>
            <PasswordInput label={w.admin.passphrase} description={w.admin.passphraseRule} autoComplete="new-password" data-autofocus visibilityToggleButtonProps={{ "aria-label": w.account.show, tabIndex: 0 }} value={passphrase} onChange={(e) => setPassphrase(e.currentTarget.value)} error={tried && short ? w.admin.passphraseShort : undefined} />
            <PasswordInput label={w.admin.passphraseAgain} autoComplete="new-password" visibilityToggleButtonProps={{ "aria-label": w.account.show, tabIndex: 0 }} value={again} onChange={(e) => setAgain(e.currentTarget.value)} error={tried && differ ? w.admin.passphraseDiffer : undefined} />
            {make.error && <Failure of={make.error} />}
            <div className={css.buttons}>
              <Button variant="default" onClick={close}>
                {w.state.cancel}
              </Button>
              <Button type="submit" loading={make.isPending}>
                {w.admin.backupDo}
              </Button>
            </div>
          </form>
        )}
      </Modal>
    </>
  );
}
