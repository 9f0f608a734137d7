import { MultiSelect, NativeSelect, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { partiesQuery } from "../federation/queries";
import { localInput } from "../base/time";
import { lookup, w } from "../words";
import type { Request } from "./queries";

/** Writing is a request with how to change it. */
export interface Writing {
  of: Request;
  set: (change: Partial<Request>) => void;
  closed: boolean;
  missing: string[];
}

type Texts = { [K in keyof Request]-?: Request[K] extends string | undefined ? K : never }[keyof Request];

/** fieldId names the field of a member of a request, so that what is missing leads to it. */
export const fieldId = (name: string) => `assist-${name}`;

function basis(writing: Writing, name: string) {
  const needed = writing.missing.includes(name);
  const help = Object.hasOwn(w.assist.help, name) ? w.assist.help[name] : undefined;
  return { id: fieldId(name), label: lookup(w.assist.field, name) + (needed ? ` (${w.assist.needed})` : ""), disabled: writing.closed, ...(help && { description: help }) };
}

/** Line asks for one line of text. */
export function Line({ name, ...writing }: Writing & { name: Texts }) {
  return <TextInput {...basis(writing, name)} maxLength={300} value={writing.of[name] ?? ""} onChange={(e) => writing.set({ [name]: e.currentTarget.value })} />;
}

/** Lines asks for several lines of text. */
export function Lines({ name, ...writing }: Writing & { name: Texts }) {
  return <Textarea {...basis(writing, name)} autosize minRows={2} maxLength={4000} value={writing.of[name] ?? ""} onChange={(e) => writing.set({ [name]: e.currentTarget.value })} />;
}

/** Choose asks for one word of a closed list. */
export function Choose({ name, words, ...writing }: Writing & { name: Texts; words: Record<string, string> }) {
  return (
    <NativeSelect
      {...basis(writing, name)}
      value={writing.of[name] ?? ""}
      onChange={(e) => writing.set({ [name]: e.currentTarget.value || undefined })}
      data={[...(writing.of[name] ? [] : [{ value: "", label: w.assist.choose }]), ...Object.entries(words).map(([value, label]) => ({ value, label }))]}
    />
  );
}

/** Moment asks for a day and a time in the reader's own time. */
export function Moment({ name, ...writing }: Writing & { name: "needed_by" }) {
  const at = writing.of[name];
  return <TextInput type="datetime-local" {...basis(writing, name)} value={at ? localInput(at) : ""} onChange={(e) => writing.set({ [name]: e.currentTarget.value ? new Date(e.currentTarget.value).toISOString() : undefined })} />;
}

/** Parties asks for parties; open lets parties stand that this node does not know. */
export function Parties({ name, open, ...writing }: Writing & { name: "named" | "spill_over"; open?: boolean }) {
  const known = useCodes();
  const value = writing.of[name] ?? [];
  const more = { ...basis(writing, name), value, onChange: (v: string[]) => writing.set({ [name]: v.map((p) => p.trim().toUpperCase()) }) };
  return open ? <TagsInput {...more} data={known} /> : <MultiSelect {...more} data={[...new Set([...known, ...value])]} />;
}

/** useCodes gives the codes of the parties that this node knows. */
export function useCodes(): string[] {
  return (useQuery(partiesQuery).data?.items ?? []).map((p) => p.code);
}
