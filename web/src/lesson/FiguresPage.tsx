import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Page, Panel } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Ready } from "../base/states";
import { w } from "../words";
import { Carried } from "./Carried";
import { Compared } from "./Compared";
import { figuresQuery } from "./queries";

/** FiguresPage sets exercises beside each other in figures. */
export function FiguresPage() {
  const f = w.lesson.figures;
  const may = useMay("lesson.write");
  const query = useQuery(figuresQuery);
  const some = (query.data?.items ?? []).length > 0;
  return (
    <Page
      title={f.title}
      lead={f.lead}
      above={<Link to="/lessons">{w.lesson.title}</Link>}
      actions={
        <>
          {some && (
            <a href="/api/v1/lessons/figures/file" download="EXERCISE-figures.json" title={f.fileText}>
              {f.file}
            </a>
          )}
          {may && <Carried />}
        </>
      }
    >
      <Panel title={f.title} flush>
        <Ready of={query}>{(data) => (data.items.length === 0 ? <Empty title={f.empty} text={f.emptyText} /> : <Compared of={data.items} />)}</Ready>
      </Panel>
    </Page>
  );
}
