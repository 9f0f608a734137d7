import { Button, CopyButton, Modal, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { Failure } from "../base/states";
import { full, parse, utc } from "../base/time";
import { w } from "../words";
import css from "./peers.module.css";
import { Words } from "./PeerCard";
import type { Invitation } from "./queries";

/** InviteButton makes a one-time invitation and shows it with the words to compare. */
export function InviteButton() {
  const [opened, setOpened] = useState(false);
  const [party, setParty] = useState("");
  const [note, setNote] = useState("");
  const make = useMutation({
    mutationFn: () => take(api.POST("/peers/invitations", { body: { ...(party.trim() && { party: party.trim().toUpperCase() }), ...(note.trim() && { note: note.trim() }) } })),
  });
  const close = () => {
    setOpened(false);
    setParty("");
    setNote("");
    make.reset();
  };
  const submit = (e: FormEvent) => {
    e.preventDefault();
    make.mutate();
  };
  return (
    <>
      <Button onClick={() => setOpened(true)}>{w.peers.invite}</Button>
      <Modal opened={opened} onClose={close} title={w.peers.inviteTitle} size="lg" closeButtonProps={{ "aria-label": w.state.close }}>
        {make.data ? (
          <Made of={make.data} close={close} />
        ) : (
          <form className={css.form} onSubmit={submit}>
            <p>{w.peers.inviteText}</p>
            <TextInput label={w.peers.inviteParty} value={party} onChange={(e) => setParty(e.currentTarget.value)} maxLength={16} autoComplete="off" spellCheck={false} data-autofocus />
            <TextInput label={w.peers.inviteNote} value={note} onChange={(e) => setNote(e.currentTarget.value)} maxLength={200} />
            {make.error && <Failure of={make.error} />}
            <div className={css.buttons}>
              <Button variant="default" onClick={close}>
                {w.state.cancel}
              </Button>
              <Button type="submit" loading={make.isPending}>
                {w.peers.inviteDo}
              </Button>
            </div>
          </form>
        )}
      </Modal>
    </>
  );
}

function Made({ of, close }: { of: Invitation; close: () => void }) {
  const ends = parse(of.expires);
  return (
    <div className={css.form}>
      <h3>{w.peers.inviteMade}</h3>
      <pre className={css.invitation} tabIndex={0} aria-label={w.peers.inviteMade}>
        {of.invitation}
      </pre>
      {ends && <p className={css.soft}>{w.peers.inviteExpires(w.time.both(full(ends), utc(ends)))}</p>}
      <p>{w.peers.ownWords}</p>
      <Words of={of.words} />
      <div className={css.buttons}>
        <CopyButton value={of.invitation}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? w.state.copied : w.state.copy}
            </Button>
          )}
        </CopyButton>
        <Button onClick={close}>{w.state.close}</Button>
      </div>
    </div>
  );
}
