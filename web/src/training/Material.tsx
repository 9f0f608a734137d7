import { Button, CopyButton } from "@mantine/core";
import { w } from "../words";
import type { Lesson } from "./queries";
import css from "./training.module.css";

/** Material is a file that a lesson offers to work with: to download, or to copy and paste. */
export function Material({ of }: { of: NonNullable<Lesson["material"]> }) {
  const p = w.training.practice;
  const save = () => {
    const at = URL.createObjectURL(new Blob([of.content], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = at;
    link.download = of.name;
    link.click();
    URL.revokeObjectURL(at);
  };
  return (
    <section className={css.material} aria-label={p.material}>
      <div className={css.row}>
        <span className={css.strong}>{p.material}</span>
        <code>{of.name}</code>
        <Button variant="default" size="xs" onClick={save}>
          {p.download}
        </Button>
        <CopyButton value={of.content} timeout={2000}>
          {({ copied, copy }) => (
            <Button variant="default" size="xs" onClick={copy}>
              {copied ? p.copied : p.copy}
            </Button>
          )}
        </CopyButton>
      </div>
      <details>
        <summary>{p.show}</summary>
        <pre tabIndex={0}>{of.content}</pre>
      </details>
    </section>
  );
}
