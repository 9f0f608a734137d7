import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Panel } from "../base/page";
import { Empty, Ready } from "../base/states";
import { w } from "../words";
import { CallButton } from "./CallButton";
import { Clocks } from "./Clocks";
import css from "./duty.module.css";
import { agreementDutiesQuery } from "./queries";

/** AgreementDuties shows the clocks that run under one agreement, with what can be called for. */
export function AgreementDuties({ id }: { id: string }) {
  const query = useQuery(agreementDutiesQuery(id));
  return (
    <Panel
      title={w.duty.clocks}
      lead={w.duty.clocksLead}
      flush
      actions={
        <div className={css.ask}>
          <Link to="/agreements/$id/duties" params={{ id }}>
            {w.duty.toReport}
          </Link>
          <CallButton agreement={id} of={query.data?.callable ?? []} />
        </div>
      }
    >
      <Ready of={query}>{(data) => (data.items.length === 0 ? <Empty title={w.duty.nothing} text={w.duty.nothingText} /> : <Clocks of={data.items} within />)}</Ready>
    </Panel>
  );
}
