import { Button, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, take } from "../base/api";
import { Panel } from "../base/page";
import { Failure } from "../base/states";
import { w } from "../words";
import { say } from "../words/say";
import { Changes } from "./Changes";
import css from "./directory.module.css";
import type { Preview } from "./queries";

/** ImportPanel reads a description by RFC 2350 and shows what it would change, before the form takes it. */
export function ImportPanel({ take: put }: { take: (p: Preview) => void }) {
  const [text, setText] = useState<string | null>(null);
  const read = useMutation({
    mutationFn: (body: string) => take(api.POST("/directory/entry/import", { body: body as never, bodySerializer: (b) => b as unknown as string, headers: { "Content-Type": "text/plain; charset=utf-8" } })),
  });
  if (text === null)
    return (
      <div>
        <Button variant="default" onClick={() => setText("")}>
          {w.directory.import}
        </Button>
      </div>
    );
  return (
    <Panel title={w.directory.importTitle} lead={w.directory.importLead}>
      <div className={css.form}>
        <input
          type="file"
          accept="text/plain,.txt"
          aria-label={w.directory.importFile}
          onChange={(e) => {
            read.reset();
            void e.currentTarget.files?.[0]?.text().then(setText);
          }}
        />
        <Textarea label={w.directory.importText} autosize minRows={4} maxRows={16} spellCheck={false} value={text} onChange={(e) => setText(e.currentTarget.value)} />
        {read.error && <Failure of={read.error} />}
        <div className={css.buttons}>
          <Button variant="default" onClick={() => setText(null)}>
            {w.state.cancel}
          </Button>
          <Button variant="default" disabled={text.trim() === ""} loading={read.isPending} onClick={() => read.mutate(text)}>
            {w.directory.importRead}
          </Button>
          {read.data && (
            <Button
              onClick={() => {
                put(read.data);
                setText(null);
              }}
            >
              {w.directory.importTake}
            </Button>
          )}
        </div>
        {read.data && <Changes of={read.data.changes} />}
        {read.data?.fault && (
          <p className={css.warn} role="status">
            {say(read.data.fault, read.data.phrase)}
          </p>
        )}
      </div>
    </Panel>
  );
}
