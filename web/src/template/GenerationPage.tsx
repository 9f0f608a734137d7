import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { languageOf } from "../agreement/standing";
import css from "../agreement/agreement.module.css";
import { Arrived } from "../base/Arrived";
import { Columns, Facts, Page, Panel } from "../base/page";
import { Empty } from "../base/states";
import { When } from "../base/time";
import { w } from "../words";
import { BeginDraft } from "./BeginDraft";
import { titleOf } from "./deed";
import { GenerationText } from "./GenerationText";
import { templatesQuery } from "./queries";

/** GenerationPage shows one published generation. */
export function GenerationPage() {
  const { digest } = useParams({ from: "/inside/templates/$digest" });
  const query = useQuery(templatesQuery);
  return (
    <Arrived kind={w.template.name} of={query}>
      {(data) => {
        const of = data.items.find((t) => t.digest === digest);
        if (!of) {
          return (
            <Page title={w.template.name}>
              <Empty title={w.template.unknown} text={w.template.unknownText} />
            </Page>
          );
        }
        const g = of.generation;
        return (
          <Page title={`${titleOf(g)}, ${w.agreement.generation(g.number)}`} lead={g.summary[languageOf(g.languages)]} actions={<BeginDraft of={g} digest={digest} body={of.body} />}>
            <Columns
              main={<GenerationText key={digest} of={g} digest={digest} />}
              side={
                <Panel title={w.agreement.digest}>
                  <p className={css.digest}>{digest}</p>
                  <Facts
                    of={[
                      [w.template.body, of.body || w.template.shipped],
                      [w.template.publishedAt, <When at={of.published} never={w.template.shipped} />],
                      [w.agreement.parties, g.multilateral ? w.template.many : w.template.two],
                    ]}
                  />
                </Panel>
              }
            />
          </Page>
        );
      }}
    </Arrived>
  );
}
