import { Button, FileInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { api, take, type Answer } from "../base/api";
import { Panel, State } from "../base/page";
import { Failure } from "../base/states";
import { When } from "../base/time";
import { w } from "../words";
import css from "./agreement.module.css";

type Found = Answer<"/agreements/papers", "get">;

/** CheckPaper finds the digital text of a paper copy by its code, or compares the file of one byte by byte. */
export function CheckPaper() {
  const [code, setCode] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const find = useMutation({ mutationFn: (typed: string) => take(api.GET("/agreements/papers", { params: { query: { code: typed } } })) });
  const check = useMutation({
    mutationFn: (f: File) => take(api.POST("/agreements/papers/check", { body: "", bodySerializer: () => f, headers: { "Content-Type": "application/pdf" } })),
  });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    check.reset();
    if (code.trim() !== "") find.mutate(code.trim());
  };
  const error = find.error ?? check.error;
  return (
    <Panel title={w.agreement.paper.title} lead={w.agreement.paper.lead}>
      <form className={css.ask} onSubmit={submit}>
        <TextInput label={w.agreement.paper.code} value={code} maxLength={200} spellCheck={false} autoComplete="off" onChange={(e) => setCode(e.currentTarget.value)} />
        <Button type="submit" variant="default" loading={find.isPending} disabled={code.trim() === ""}>
          {w.agreement.paper.find}
        </Button>
        <FileInput label={w.agreement.paper.file} accept="application/pdf,.pdf" value={file} placeholder={w.agreement.paper.choose} onChange={(f) => (setFile(f), check.reset())} />
        <Button
          variant="default"
          loading={check.isPending}
          disabled={!file}
          onClick={() => {
            find.reset();
            if (file) check.mutate(file);
          }}
        >
          {w.agreement.paper.check}
        </Button>
      </form>
      {error && <Failure of={error} />}
      {check.data && <Line of={check.data} says={check.data.same ? "same" : "other"} />}
      {!check.data && find.data && <Line of={find.data} says="found" />}
    </Panel>
  );
}

function Line({ of, says }: { of: Found; says: "same" | "other" | "found" }) {
  return (
    <p role="status">
      <State tone={says === "same" ? "good" : says === "other" ? "bad" : "plain"}>{w.agreement.paper.says[says]}</State>{" "}
      <Link to="/agreements/$id" params={{ id: of.agreement }}>
        {w.agreement.paper.open}
      </Link>{" "}
      <span className={css.digest}>{of.digest}</span> {says !== "found" && <When at={of.at} />}
    </p>
  );
}
