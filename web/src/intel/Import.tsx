import { Button, Progress, Select, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type DragEvent } from "react";
import { Columns, Page, Panel } from "../base/page";
import { useMay } from "../base/session";
import { Failure } from "../base/states";
import { tlp } from "../theme/tokens";
import { w } from "../words";
import css from "./import.module.css";
import { EarlierImports, ImportOutcome } from "./ImportOutcome";
import { importsQuery } from "./queries";
import { looksLikeJson, size, upload, type Stage } from "./upload";

const most = 512 * 1024 * 1024; // bytes that the node takes

/** Import takes a file or pasted text, and shows what became of every object in it. */
export function Import() {
  const client = useQueryClient();
  const may = useMay("intel.import");
  const earlier = useQuery(importsQuery);
  const [body, setBody] = useState<{ blob: Blob; from: string } | null>(null);
  const [name, setName] = useState("");
  const [mark, setMark] = useState("");
  const [format, setFormat] = useState("auto");
  const [wrong, setWrong] = useState("");
  const [stage, setStage] = useState<Stage | null>(null);
  const stop = useRef<AbortController | null>(null);

  const send = useMutation({
    mutationFn: () => {
      stop.current = new AbortController();
      setStage({ sending: 0 });
      return upload({ body: body?.blob ?? new Blob(), name: name || body?.from || "", mark, format }, setStage, stop.current.signal);
    },
    onSettled: () => {
      setStage(null);
      void client.invalidateQueries({ queryKey: ["intel"] });
    },
  });

  const take = async (blob: Blob, from: string) => {
    send.reset();
    setWrong("");
    setBody(null);
    if (blob.size > most) return setWrong(w.import.tooLarge);
    if (!(await looksLikeJson(blob))) return setWrong(w.import.notJson);
    setBody({ blob, from });
    setName(from === w.import.pasted ? "" : from);
  };

  if (send.data) return <ImportOutcome of={send.data} again={() => (send.reset(), setBody(null), setName(""))} />;
  const stopped = send.error instanceof DOMException;
  return (
    <Page title={w.import.title} lead={w.import.lead}>
      <Columns
        main={
          <Panel title={w.import.do}>
            <div className={css.form}>
              <Drop take={(b, n) => void take(b, n)} has={body ? w.import.file(body.from, size(body.blob.size)) : ""} />
              {wrong !== "" && (
                <p className={css.wrong} role="alert">
                  {wrong}
                </p>
              )}
              <TextInput label={w.import.name} value={name} onChange={(e) => setName(e.currentTarget.value)} maxLength={200} />
              <Select
                label={w.import.mark}
                description={w.import.markText}
                value={mark}
                onChange={(v) => setMark(v ?? "")}
                data={[{ value: "", label: w.import.markLeave }, ...Object.keys(tlp).reverse().map((t) => ({ value: "tlp:" + t, label: `TLP:${t.toUpperCase()} · ${w.marking.tlp[t] ?? ""}` }))]}
              />
              <Select
                label={w.import.format}
                value={format}
                onChange={(v) => setFormat(v ?? "auto")}
                data={[
                  { value: "auto", label: w.import.formatAuto },
                  { value: "stix", label: "STIX 2" },
                  { value: "misp", label: "MISP" },
                ]}
              />
              {send.error && (stopped ? <p role="status">{w.import.stopped}</p> : <Failure of={send.error} />)}
              {stage && <Progressing stage={stage} />}
              <div className={css.buttons}>
                {stage && (
                  <Button variant="default" onClick={() => stop.current?.abort()}>
                    {w.import.stop}
                  </Button>
                )}
                <Button disabled={!body || !may} title={may ? undefined : w.state.notPermitted("intel.import")} loading={send.isPending} onClick={() => send.mutate()}>
                  {w.import.do}
                </Button>
              </div>
              {!may && <p className={css.soft}>{w.state.notPermitted("intel.import")}</p>}
            </div>
          </Panel>
        }
        side={<EarlierImports query={earlier} />}
      />
    </Page>
  );
}

function Progressing({ stage }: { stage: Stage }) {
  const reading = stage === "reading";
  const text = reading ? w.import.reading : w.import.sending(stage.sending);
  return (
    <div role="status">
      <Progress value={reading ? 100 : stage.sending} animated={reading} aria-label={text} />
      <p className={css.soft}>{text}…</p>
    </div>
  );
}

/** Drop takes a dropped file, a chosen one, or pasted text. */
function Drop({ take, has }: { take: (b: Blob, name: string) => void; has: string }) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [text, setText] = useState("");
  useEffect(() => {
    // A file that misses the field must not replace the page.
    const stay = (e: Event) => e.preventDefault();
    window.addEventListener("dragover", stay);
    window.addEventListener("drop", stay);
    return () => {
      window.removeEventListener("dragover", stay);
      window.removeEventListener("drop", stay);
    };
  }, []);
  const dropped = (e: DragEvent) => {
    e.preventDefault();
    setOver(false);
    const file = e.dataTransfer.files[0];
    if (file) take(file, file.name);
  };
  return (
    <>
      <div className={css.drop} data-over={over || undefined} onDragOver={(e) => (e.preventDefault(), setOver(true))} onDragLeave={() => setOver(false)} onDrop={dropped}>
        {has !== "" && <p className={css.has}>{has}</p>}
        <p>
          {w.import.drop}{" "}
          <button type="button" className={css.choose} onClick={() => input.current?.click()}>
            {w.import.choose}
          </button>
        </p>
        <input
          ref={input}
          type="file"
          accept=".json,application/json,application/stix+json"
          className="unseen"
          tabIndex={-1}
          aria-label={w.import.choose}
          onChange={(e) => {
            const file = e.currentTarget.files?.[0];
            if (file) take(file, file.name);
            e.currentTarget.value = "";
          }}
        />
      </div>
      <details className={css.paste}>
        <summary>{w.import.or}</summary>
        <Textarea aria-label={w.import.paste} placeholder={w.import.paste} minRows={6} maxRows={16} autosize spellCheck={false} value={text} onChange={(e) => setText(e.currentTarget.value)} classNames={{ input: "mono" }} />
        <Button variant="default" disabled={text.trim() === ""} onClick={() => take(new Blob([text]), w.import.pasted)}>
          {w.import.pasteDo}
        </Button>
      </details>
    </>
  );
}
