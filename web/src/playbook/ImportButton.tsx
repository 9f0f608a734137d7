import { Button, FileInput, Modal } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, take } from "../base/api";
import confirm from "../base/confirm.module.css";
import { Marking } from "../base/marking";
import { useOffer } from "../base/palette/acts";
import { useMay } from "../base/session";
import { Failure } from "../base/states";
import { w } from "../words";
import { Findings } from "./Findings";
import css from "./playbook.module.css";

/** ImportButton checks a file first and shows what was found; only what can be followed is kept. */
export function ImportButton() {
  const may = useMay("playbook.manage");
  const client = useQueryClient();
  const go = useNavigate();
  const [opened, setOpened] = useState(false);
  const [text, setText] = useState("");
  // What is kept are the bytes: they are sent as they are.
  const sent = (file: string) => ({ body: file as unknown as Record<string, unknown>, bodySerializer: () => file });
  const check = useMutation({ mutationFn: (file: string) => take(api.POST("/playbooks/check", sent(file))) });
  const keep = useMutation({
    mutationFn: () => take(api.POST("/playbooks", sent(text))),
    onSuccess: async (kept) => {
      close();
      await client.invalidateQueries({ queryKey: ["playbook"] });
      return go({ to: "/playbooks/$id", params: { id: kept.id } });
    },
  });
  useOffer(w.playbook.import.title, () => setOpened(true));
  if (!may) return null;
  const close = () => {
    setOpened(false);
    setText("");
    check.reset();
    keep.reset();
  };
  const choose = async (file: File | null) => {
    keep.reset();
    check.reset();
    if (!file) return;
    const read = await file.text();
    setText(read);
    check.mutate(read);
  };
  const found = check.data;
  return (
    <>
      <Button onClick={() => setOpened(true)}>{w.playbook.import.open}</Button>
      <Modal opened={opened} onClose={close} title={w.playbook.import.title} closeButtonProps={{ "aria-label": w.state.close }}>
        <div className={css.form}>
          <p>{w.playbook.import.text}</p>
          <FileInput label={w.playbook.import.file} placeholder={w.playbook.import.choose} accept="application/json,.json" onChange={(f) => void choose(f)} />
          {check.error && <Failure of={check.error} />}
          {found && (
            <div role="status" className={css.form}>
              <p>
                <strong>{found.playbook.name || w.playbook.nameless}</strong> <Marking of={{ tlp: found.playbook.tlp, unknown: found.playbook.unknown ? ["?"] : [] }} />
              </p>
              <p>{found.refused ? w.playbook.import.refused : w.playbook.import.sound(found.playbook.steps)}</p>
              {found.playbook.findings.length > 0 && <Findings of={found.playbook.findings} />}
            </div>
          )}
          {keep.error && <Failure of={keep.error} />}
          <div className={confirm.buttons}>
            <Button variant="default" onClick={close}>
              {w.state.cancel}
            </Button>
            <Button disabled={!found || found.refused} loading={keep.isPending} onClick={() => keep.mutate()}>
              {w.playbook.import.do}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}
