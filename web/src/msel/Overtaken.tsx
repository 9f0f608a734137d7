import { Button } from "@mantine/core";
import { w } from "../words";
import css from "./msel.module.css";

/** Overtaken says that somebody has changed what is being edited, and lets the person choose. */
export function Overtaken({ theirs, mine }: { theirs: () => void; mine: () => void }) {
  const t = w.msel.plan.overtaken;
  return (
    <div role="alert" className={css.overtaken}>
      <strong>{t.title}</strong>
      <p>{t.text}</p>
      <div className={css.row}>
        <Button variant="default" onClick={theirs}>
          {t.theirs}
        </Button>
        <Button variant="default" onClick={mine}>
          {t.mine}
        </Button>
      </div>
    </div>
  );
}
