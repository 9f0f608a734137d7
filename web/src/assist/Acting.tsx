import { Textarea, TextInput } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { Confirm } from "../base/Confirm";
import { w } from "../words";
import { useAct } from "./queries";

/** ActWords are what the dialog of an act says. */
export interface ActWords {
  open: string;
  title: string;
  text: string;
  do: string;
  say?: string;
}

/** Acting asks before one act, with a text that all who take part read. need makes the text a reason that must be given. */
export function Acting({ words, act, need, grave, where, disabled, children }: { words: ActWords; act: (text: string, where: string) => Promise<unknown>; need?: boolean; grave?: boolean; where?: boolean; disabled?: boolean; children?: ReactNode }) {
  const [text, setText] = useState("");
  const [place, setPlace] = useState("");
  const run = useAct((said: string) => act(said, place.trim()));
  const common = { open: words.open, title: words.title, text: words.text, go: words.do, act: run, grave: grave ?? false, disabled: disabled ?? false };
  if (need)
    return (
      <Confirm {...common} args={(reason: string) => reason} reason={words.say ?? w.assist.say} reasonNeed={w.agreement.reasonNeed}>
        {children}
      </Confirm>
    );
  return (
    <Confirm {...common} args={() => text.trim()} onDone={() => setText("")}>
      {children}
      {where && <TextInput label={w.assist.where} maxLength={300} value={place} onChange={(e) => setPlace(e.currentTarget.value)} />}
      {words.say && <Textarea label={words.say} autosize minRows={2} maxLength={4000} value={text} onChange={(e) => setText(e.currentTarget.value)} />}
    </Confirm>
  );
}
