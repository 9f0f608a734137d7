import { Kbd, Modal } from "@mantine/core";
import { w } from "../../words";
import css from "./frame.module.css";

/** Help lists the shortcuts. */
export function Help({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const all: [string, string][] = [
    ["?", w.keys.help],
    ["/", w.keys.search],
    ["j", w.keys.down],
    ["k", w.keys.up],
    ["Enter", w.keys.open],
    ["g f", w.keys.feed],
    ["g i", w.keys.import],
    ["g a", w.keys.agreements],
    ["g l", w.keys.ledger],
    ["g p", w.keys.peers],
    ["g d", w.keys.dashboard],
    ["g r", w.keys.reports],
  ];
  return (
    <Modal opened={opened} onClose={onClose} title={w.keys.title} closeButtonProps={{ "aria-label": w.state.close }}>
      <p className={css.helpLead}>{w.keys.intro}</p>
      <dl className={css.help}>
        {all.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              {keys.split(" ").map((k) => (
                <Kbd key={k} size="xs">
                  {k}
                </Kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
