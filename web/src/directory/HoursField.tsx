import { TextInput } from "@mantine/core";
import { useState } from "react";
import { w } from "../words";
import { hoursText, parseHours } from "./entry";
import type { Hours } from "./queries";

/** HoursField edits hours as one line, such as mon-fri 08:00-16:30. What cannot be read is marked and not taken. */
export function HoursField({ label, of, set, mark }: { label: string; of: Hours; set: (h: Hours) => void; mark: (wrong: boolean) => void }) {
  const [text, setText] = useState(hoursText(of));
  const wrong = parseHours(text) === null;
  return (
    <TextInput
      label={label}
      placeholder={w.directory.hoursHint}
      maxLength={300}
      value={text}
      error={wrong ? w.directory.hoursNeed : undefined}
      onChange={(e) => {
        const t = e.currentTarget.value;
        setText(t);
        const h = parseHours(t);
        mark(h === null);
        if (h) set(h);
      }}
    />
  );
}
