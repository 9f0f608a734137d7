import { useQuery } from "@tanstack/react-query";
import { Panel } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Ready } from "../base/states";
import { w } from "../words";
import { runsQuery } from "./queries";
import { RunTable } from "./RunTable";
import { StartButton } from "./StartButton";

/** RunsOf lists the runs of playbooks about an incident, and starts one; whoever may not read playbooks sees nothing of them. */
export function RunsOf({ incident }: { incident: string }) {
  const may = useMay("playbook.read");
  const query = useQuery({ ...runsQuery({ incident }), enabled: may });
  if (!may) return null;
  return (
    <Panel title={w.playbook.runs} flush actions={<StartButton incident={incident} />}>
      <Ready of={query}>{(data) => (data.items.length === 0 ? <Empty title={w.playbook.noneAbout} text={w.playbook.noneAboutText} /> : <RunTable of={data.items} within="incident" />)}</Ready>
    </Panel>
  );
}
