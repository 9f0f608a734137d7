import Markdown from "react-markdown";
import css from "./agreement.module.css";

// What a clause can be made of. A picture or a link would let a text reach out
// of the node or show other words than those that are signed.
const allowed = ["p", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre", "br", "hr", "table", "thead", "tbody", "tr", "th", "td"];

/** Prose shows the Markdown of a clause. What is not among the plain marks of a text stands as its words alone. */
export function Prose({ children, language }: { children: string; language?: string }) {
  return (
    <div className={css.prose} lang={language}>
      <Markdown allowedElements={allowed} unwrapDisallowed skipHtml>
        {children}
      </Markdown>
    </div>
  );
}
