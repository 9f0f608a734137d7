import { Button, FileInput, Modal } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, take } from "../base/api";
import form from "../base/form.module.css";
import { useOffer } from "../base/palette/acts";
import { Failure } from "../base/states";
import { w } from "../words";
import { say } from "../words/say";
import css from "./expert.module.css";

/** ImportButton takes a CSV file of people: all of them, or none and what is wrong with which line. */
export function ImportButton() {
  const client = useQueryClient();
  const [opened, setOpened] = useState(false);
  const [file, setFile] = useState<File | null>(null);
  const run = useMutation({
    mutationFn: (f: File) => take(api.POST("/experts/import", { body: "", bodySerializer: () => f, headers: { "Content-Type": "text/csv" } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["expert"] }),
  });
  const close = () => {
    setOpened(false);
    setFile(null);
    run.reset();
  };
  useOffer(w.expert.import.title, () => setOpened(true));
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {w.expert.import.open}
      </Button>
      <Modal opened={opened} onClose={close} title={w.expert.import.title} size="lg" closeButtonProps={{ "aria-label": w.state.close }}>
        <div className={form.form}>
          <p>{w.expert.import.text}</p>
          <FileInput label={w.expert.import.file} accept="text/csv,.csv" value={file} placeholder={w.expert.import.choose} onChange={(f) => (setFile(f), run.reset())} />
          {run.error && <Failure of={run.error} />}
          {run.data && run.data.findings.length === 0 && <p role="status">{w.expert.import.added(run.data.added)}</p>}
          {run.data && run.data.findings.length > 0 && (
            <div role="alert">
              <p>{w.expert.import.wrong}</p>
              <ul className={css.findings}>
                {run.data.findings.map((f) => (
                  <li key={f.line}>
                    <strong>{w.expert.import.line(f.line)}</strong> {say(f.text, f.phrase)}
                  </li>
                ))}
              </ul>
            </div>
          )}
          <div className={form.buttons}>
            <Button variant="default" onClick={close}>
              {w.state.close}
            </Button>
            <Button disabled={!file || run.data?.findings.length === 0} loading={run.isPending} onClick={() => file && run.mutate(file)}>
              {w.expert.import.do}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}
