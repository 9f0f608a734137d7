import { Button, FileInput, Menu, Modal } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, take } from "../base/api";
import confirm from "../base/confirm.module.css";
import { State } from "../base/page";
import { useOffer } from "../base/palette/acts";
import { Failure } from "../base/states";
import table from "../base/table.module.css";
import { lookup, w } from "../words";
import { say } from "../words/say";
import { Cast } from "./Cast";
import { behind, nobodyCast, type Casting } from "./casting";
import css from "./msel.module.css";
import { download, sent, useAct, type ExportFormat, type Preview } from "./queries";

const tones = { new: "good", changed: "warn", unchanged: "plain", faulty: "bad" } as const;

/** ImportButton reads a file first and shows row by row what it would do; only then is it written. */
export function ImportButton() {
  const [opened, setOpened] = useState(false);
  const [file, setFile] = useState<File | null>(null);
  const [casting, setCasting] = useState<Casting>(nobodyCast);
  const t = w.msel.import;
  const look = useMutation({ mutationFn: (a: { file: File; casting: Casting }) => take(api.POST("/exercise/msel/import/preview", { params: { query: behind(a.casting) }, ...sent(a.file) })) });
  const write = useAct((a: { file: File; digest: string }) => take(api.POST("/exercise/msel/import/{digest}", { params: { path: { digest: a.digest }, query: behind(casting) }, ...sent(a.file) })));
  useOffer(t.title, () => setOpened(true));
  const close = () => {
    setOpened(false);
    setFile(null);
    look.reset();
    write.reset();
  };
  const choose = (f: File | null) => {
    setFile(f);
    look.reset();
    write.reset();
    setCasting(nobodyCast);
    if (f) look.mutate({ file: f, casting: nobodyCast });
  };
  const cast = (c: Casting) => {
    setCasting(c);
    if (file) look.mutate({ file, casting: c });
  };
  const p = look.data;
  const writes = p ? p.new + p.changed : 0;
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {t.open}
      </Button>
      <Modal opened={opened} onClose={close} size="xl" title={t.title} closeButtonProps={{ "aria-label": w.state.close }}>
        <div className={css.form}>
          <p>{t.text}</p>
          <FileInput label={t.file} placeholder={t.choose} accept=".csv,.xlsx,.json,text/csv,application/json" value={file} onChange={choose} clearable={false} />
          {look.error && <Failure of={look.error} />}
          {p && p.cast.length > 0 && <Cast of={p.cast} value={casting} set={cast} />}
          {p && <Seen of={p} />}
          {write.error && <Failure of={write.error} />}
          <div className={confirm.buttons}>
            <Button variant="default" onClick={close}>
              {w.state.cancel}
            </Button>
            <Button disabled={!p || !file || p.faulty > 0 || writes === 0} loading={write.isPending} onClick={() => p && file && write.mutate({ file, digest: p.digest }, { onSuccess: close })}>
              {writes === 0 ? t.nothing : t.do(writes)}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}

/** Seen shows what a file would do to the list, row by row. */
export function Seen({ of }: { of: Preview }) {
  const t = w.msel.import;
  return (
    <div role="status" className={css.form}>
      <p>
        <strong>{t.seen(lookup(t.format, of.format))}</strong>{" "}
        {(["new", "changed", "unchanged", "faulty"] as const).map((k) => (
          <span key={k}>
            <State tone={of[k] === 0 ? "plain" : tones[k]}>
              {lookup(t.becomes, k)}: {w.number(of[k])}
            </State>{" "}
          </span>
        ))}
      </p>
      {of.ignored.length > 0 && <p className={css.soft}>{t.ignored(of.ignored.join(", "))}</p>}
      {of.faulty > 0 && <p className={css.strong}>{t.faulty}</p>}
      <div className={css.scroll} tabIndex={0} role="region" aria-label={t.title}>
        <table className={table.table}>
          <thead>
            <tr>
              <th>{t.line}</th>
              <th>{w.msel.column.status}</th>
              <th>{w.msel.column.number}</th>
              <th>{w.msel.column.title}</th>
            </tr>
          </thead>
          <tbody>
            {of.rows.slice(0, 200).map((r) => (
              <tr key={r.line}>
                <td data-name={t.line}>{r.line}</td>
                <td data-name={w.msel.column.status}>
                  <State tone={tones[r.becomes]}>{lookup(t.becomes, r.becomes)}</State>
                </td>
                <td data-name={w.msel.column.number}>{r.number}</td>
                <td data-name={w.msel.column.title}>
                  <div>
                    {r.title}
                    {r.reason && <p className={css.strong}>{say(r.reason.format, r.reason)}</p>}
                    {r.columns && <p className={css.soft}>{r.columns.map((c) => lookup(w.msel.column, c)).join(", ")}</p>}
                  </div>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** ExportMenu gives the list as a file. */
export function ExportMenu() {
  const run = useMutation({ mutationFn: (f: ExportFormat) => download(f) });
  return (
    <>
      <Menu>
        <Menu.Target>
          <Button variant="default" loading={run.isPending}>
            {w.msel.export.open}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(["csv", "xlsx", "cexf", "skillaegis"] as const).map((f) => (
            <Menu.Item key={f} onClick={() => run.mutate(f)}>
              {lookup(w.msel.import.format, f)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {run.error && <Failure of={run.error} />}
    </>
  );
}
