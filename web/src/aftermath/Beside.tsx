import { Button, FileButton } from "@mantine/core";
import { Panel } from "../base/page";
import { useMay } from "../base/session";
import { Failure } from "../base/states";
import css from "../conduct/conduct.module.css";
import { Compared } from "../lesson/Compared";
import { w } from "../words";
import { own } from "./beside";
import { useCompare, type Report } from "./queries";

/** Beside sets the figures of earlier exercises, which a person brings as a file, beside those of this one. */
export function Beside({ of }: { of: Report }) {
  const b = w.aftermath.beside;
  const conducts = useMay("exercise.conduct");
  const grades = useMay("exercise.grade");
  const bring = useCompare();
  return (
    <Panel
      title={b.title}
      lead={b.lead}
      flush
      actions={
        (conducts || grades) && (
          <FileButton accept="application/json,.json" onChange={(f) => f && bring.mutate(f)}>
            {(props) => (
              <Button variant="default" title={b.brought} loading={bring.isPending} {...props}>
                {b.bring}
              </Button>
            )}
          </FileButton>
        )
      }
    >
      {bring.error && <Failure of={bring.error} />}
      {of.earlier.length === 0 ? <p className={css.pad}>{b.none}</p> : <Compared of={[...of.earlier, own(of)]} own={of.realm} />}
    </Panel>
  );
}
