import { Button, Modal, Textarea, TextInput } from "@mantine/core";
import type { UseMutationResult } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import { w } from "../words";
import { Failure } from "./states";
import css from "./confirm.module.css";
import { useOffer } from "./palette/acts";

interface Props<A> {
  /** The text of the button that asks. */
  open: string;
  title: string;
  /** What will happen, and whether it can be undone. */
  text: string;
  /** The text of the button that does it. */
  go: string;
  act: UseMutationResult<unknown, Error, A>;
  /** What is handed to the act, made from the reason when one is asked for. */
  args: A | ((reason: string) => A);
  /** Grave acts are red. */
  grave?: boolean;
  /** The label of the reason; without it none is asked for. */
  reason?: string;
  /** What to say when the reason is too short. */
  reasonNeed?: string;
  /** A word that must be typed first, with the label of its field. */
  type?: { label: string; word: string };
  children?: ReactNode;
  disabled?: boolean;
  onDone?: () => void;
}

const shortest = 8; // letters of a reason

/** Confirm is the one way in which the console asks before it does what cannot be undone: consequence first, then the reason, then the act by its own name. */
export function Confirm<A>({ open, title, text, go, act, args, grave, reason, reasonNeed, type, children, disabled, onDone }: Props<A>) {
  const [opened, setOpened] = useState(false);
  const [why, setWhy] = useState("");
  const [typed, setTyped] = useState("");
  const [tried, setTried] = useState(false);
  const short = reason !== undefined && why.trim().length < shortest;
  const untyped = type !== undefined && typed.trim() !== type.word;
  useOffer(title, () => setOpened(true));
  const close = () => {
    setOpened(false);
    setWhy("");
    setTyped("");
    setTried(false);
    act.reset();
  };
  const submit = (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (short || untyped || disabled) return;
    act.mutate(typeof args === "function" ? (args as (r: string) => A)(why.trim()) : args, {
      onSuccess: () => {
        close();
        onDone?.();
      },
    });
  };
  const colour = grave ? "alarm" : "petrol";
  return (
    <>
      <Button variant="default" {...(grave && { className: css.grave })} onClick={() => setOpened(true)}>
        {open}
      </Button>
      <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ "aria-label": w.state.close }}>
        <form onSubmit={submit} className={css.form} noValidate>
          <p>{text}</p>
          {children}
          {reason !== undefined && <Textarea label={reason} autosize minRows={2} maxLength={1000} data-autofocus value={why} onChange={(e) => setWhy(e.currentTarget.value)} error={tried && short ? reasonNeed : undefined} />}
          {type && <TextInput label={type.label} autoComplete="off" spellCheck={false} value={typed} onChange={(e) => setTyped(e.currentTarget.value)} error={tried && untyped ? type.label : undefined} />}
          {act.error && <Failure of={act.error} />}
          <div className={css.buttons}>
            <Button variant="default" onClick={close}>
              {w.state.cancel}
            </Button>
            <Button type="submit" color={colour} loading={act.isPending} disabled={disabled === true}>
              {go}
            </Button>
          </div>
        </form>
      </Modal>
    </>
  );
}
