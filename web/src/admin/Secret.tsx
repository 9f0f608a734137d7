import { Button, CopyButton, Modal } from "@mantine/core";
import { w } from "../words";
import css from "./admin.module.css";

/** Secret shows once what the node does not keep, with a button that copies it. */
export function Secret({ title, text, label, value, until, close }: { title: string; text: string; label: string; value: string; until?: string | undefined; close: () => void }) {
  return (
    <Modal opened onClose={close} title={title} closeOnClickOutside={false} closeButtonProps={{ "aria-label": w.state.close }}>
      <div className={css.form}>
        <p>{text}</p>
        <pre className={css.secret} tabIndex={0} aria-label={label} data-autofocus>
          {value}
        </pre>
        {until && <p className={css.soft}>{until}</p>}
        <div className={css.buttons}>
          <CopyButton value={value}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? w.state.copied : w.state.copy}
              </Button>
            )}
          </CopyButton>
          <Button onClick={close}>{w.admin.done}</Button>
        </div>
      </div>
    </Modal>
  );
}

/** linkAddress makes the whole address of a one-time link of the path that the node gives. */
export function linkAddress(path: string): string {
  return new URL(path, window.location.origin).href;
}
