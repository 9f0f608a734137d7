import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, take } from "../base/api";
import { Code, Panel } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Ready } from "../base/states";
import table from "../base/table.module.css";
import { w } from "../words";

const benefitQuery = (id: string) => queryOptions({ queryKey: ["release", "benefit", id], queryFn: ({ signal }) => take(api.GET("/agreements/{id}/benefit", { params: { path: { id } }, signal })) });

/** Benefit shows what has gone each way under an agreement, provision by provision, as this node counts it. */
export function Benefit({ id }: { id: string }) {
  const may = useMay("intel.read");
  const query = useQuery({ ...benefitQuery(id), enabled: may });
  if (!may) return null;
  return (
    <Panel title={w.agreement.benefit.title} lead={w.agreement.benefit.lead} flush>
      <Ready of={query}>
        {(data) =>
          data.items.length === 0 ? (
            <Empty title={w.agreement.benefit.nothing} text={w.agreement.benefit.nothingText} />
          ) : (
            <table className={table.table}>
              <thead>
                <tr>
                  <th>{w.agreement.benefit.party}</th>
                  <th>{w.agreement.benefit.provision}</th>
                  <th>{w.agreement.benefit.given}</th>
                  <th>{w.agreement.benefit.got}</th>
                  <th>{w.agreement.benefit.refused}</th>
                </tr>
              </thead>
              <tbody>
                {data.items.map((b) => (
                  <tr key={b.party + b.provision}>
                    <td data-name={w.agreement.benefit.party}>
                      <Code>{b.party}</Code>
                    </td>
                    <td data-name={w.agreement.benefit.provision}>{b.provision}</td>
                    <td data-name={w.agreement.benefit.given} className={table.num}>
                      {b.given}
                    </td>
                    <td data-name={w.agreement.benefit.got} className={table.num}>
                      {b.got}
                    </td>
                    <td data-name={w.agreement.benefit.refused} className={table.num}>
                      {b.refused}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Ready>
    </Panel>
  );
}
