import { Button, FileButton, Modal } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, take } from "../base/api";
import { Failure } from "../base/states";
import { full } from "../base/time";
import table from "../base/table.module.css";
import css from "../incident/incident.module.css";
import { w } from "../words";
import { sent, useAct, type Preview } from "./queries";

/** Carried takes a file of observations that a person has carried out of an exercise's realm: it shows what the file would add, then records it. */
export function Carried() {
  const c = w.lesson.carried;
  const [read, setRead] = useState<{ text: string; preview: Preview } | null>(null);
  const preview = useMutation({
    mutationFn: async (file: File) => {
      const text = await file.text();
      setRead({ text, preview: await take(api.POST("/lessons/file/preview", sent(text))) });
    },
  });
  const record = useAct((of: { text: string; replace: boolean }) => take(api.POST("/lessons/file", { params: { query: { replace: String(of.replace) } }, ...sent(of.text) })));
  const close = () => {
    setRead(null);
    record.reset();
  };
  const fresh = (read?.preview.rows ?? []).filter((x) => !x.known).length;
  const standing = read?.preview.standing ?? "none";
  const figures = standing === "new" || standing === "other";
  return (
    <>
      <FileButton accept="application/json,.json" onChange={(f) => f && preview.mutate(f)}>
        {(props) => (
          <Button variant="default" loading={preview.isPending} {...props}>
            {c.open}
          </Button>
        )}
      </FileButton>
      {preview.error && <Failure of={preview.error} />}
      <Modal opened={read !== null} onClose={close} title={c.title} size="lg" closeButtonProps={{ "aria-label": w.state.close }}>
        {read && (
          <div className={css.form}>
            <p>{c.text(read.preview.name, fresh)}</p>
            {read.preview.figures && (
              <p className={standing === "other" ? css.strong : undefined}>
                {standing === "other" && read.preview.held ? c.replaces(read.preview.held.by, full(new Date(read.preview.held.taken))) : standing === "same" ? c.same : c.figures(read.preview.figures.teams?.length ?? 0)}
              </p>
            )}
            {(read.preview.rows ?? []).length > 0 && (
            <table className={table.table}>
              <thead>
                <tr>
                  <th>{c.about}</th>
                  <th>{c.observation}</th>
                </tr>
              </thead>
              <tbody>
                {(read.preview.rows ?? []).map((x, i) => (
                  <tr key={i}>
                    <td data-name={c.about}>{x.about || "–"}</td>
                    <td data-name={c.observation}>
                      <div>
                        {x.text}
                        {x.known && <p className={css.soft}>{c.known}</p>}
                      </div>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            )}
            {record.error && <Failure of={record.error} />}
            <div className={css.row}>
              <Button variant="default" onClick={close}>
                {w.state.cancel}
              </Button>
              <Button onClick={() => record.mutate({ text: read.text, replace: standing === "other" }, { onSuccess: close })} loading={record.isPending} disabled={fresh === 0 && !figures}>
                {standing === "other" ? c.replace(fresh) : figures && fresh === 0 ? c.keep : c.go(fresh)}
              </Button>
            </div>
          </div>
        )}
      </Modal>
    </>
  );
}
