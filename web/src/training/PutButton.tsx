import { Button, FileInput, Modal } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, take } from "../base/api";
import form from "../base/form.module.css";
import { useOffer } from "../base/palette/acts";
import { Failure } from "../base/states";
import { w } from "../words";

/** PutButton takes a course's file. */
export function PutButton() {
  const client = useQueryClient();
  const [opened, setOpened] = useState(false);
  const [file, setFile] = useState<File | null>(null);
  const run = useMutation({
    mutationFn: (f: File) => take(api.POST("/training/courses", { body: {}, bodySerializer: () => f, headers: { "Content-Type": "application/json" } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["training"] }),
  });
  const close = () => {
    setOpened(false);
    setFile(null);
    run.reset();
  };
  const t = w.training.put;
  useOffer(t.title, () => setOpened(true));
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {t.open}
      </Button>
      <Modal opened={opened} onClose={close} title={t.title} closeButtonProps={{ "aria-label": w.state.close }}>
        <div className={form.form}>
          <p>{t.text}</p>
          <FileInput label={t.file} accept="application/json,.json" value={file} placeholder={t.choose} onChange={(f) => (setFile(f), run.reset())} />
          {run.error && <Failure of={run.error} />}
          {run.data && <p role="status">{t.done(run.data.id, run.data.version)}</p>}
          <div className={form.buttons}>
            <Button variant="default" onClick={close}>
              {w.state.close}
            </Button>
            <Button disabled={!file || run.isSuccess} loading={run.isPending} onClick={() => file && run.mutate(file)}>
              {t.do}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}
